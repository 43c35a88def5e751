"""The functions put into workbooks that know nothing of them: nothing else changes, and never two of one name."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from evaluating import value_of
from workbooks import full_workbook

from quarterbook.book.edit import edited
from quarterbook.book.evaluate import evaluate_file
from quarterbook.book.install import install
from quarterbook.book.lint import lint
from quarterbook.book.package import Package
from quarterbook.book.plan import DefineNames, Plan
from quarterbook.demo import built, example_register
from quarterbook.errors import QuarterbookError
from quarterbook.excel.build import addin_bytes, macro_workbook
from quarterbook.functions import REGISTRY
from quarterbook.register.files import read_register
