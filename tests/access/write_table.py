"""python -m tests.access.write_table: print the rows that doors.txt lacks, with the cells as they are seen now.

With `rows` or `states`: the lines that rows.txt or states.txt lacks.

A person reads each cell, decides whether it is right, and pastes the row. Nothing is written to any file.
"""

from __future__ import annotations

import os
import sys

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.test.utils import get_runner, setup_test_environment, teardown_test_environment

    from tests.access import seeing

    setup_test_environment()
    runner = get_runner(django.conf.settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        asked = {"rows": seeing.missing_tables, "states": seeing.missing_states}
        for line in asked.get(sys.argv[-1], seeing.missing_rows)():
            print(line, flush=True)
    finally:
        runner.teardown_databases(databases)
        teardown_test_environment()


if __name__ == "__main__":
    main()
