"""`make docs` writes one page about all models, without any data."""

from pathlib import Path

import pytest

from pipelines.catalog import write_docs


@pytest.mark.slow
@pytest.mark.dbt
def test_the_page_describes_every_report(tmp_path: Path):
    page = write_docs(tmp_path).read_text(encoding="utf-8")
    assert "rpt_channel_roi" in page
    assert "rpt_data_trust" in page
