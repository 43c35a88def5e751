"""`quarterbook validate`: everything between the checks' findings and the people or programs that want them.

Which files (`paths`), which checks (`selection`), what a settings file says (`settings`, `waivers`), the run over all
of them (`run`), what came of it (`outcome`), and how that is written (`formats`). It knows no check and opens no
workbook itself: the checks' codes and the function that opens one are handed in.
"""
