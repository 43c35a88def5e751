"""The same answer through every door: Python, cells evaluated headless, and the LAMBDA texts in two judges."""
