"""The committee report: one content model (`content`), and an edition for each form in which it is published."""
