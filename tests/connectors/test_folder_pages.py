"""The page of a folder lists what its connector accepts."""

from pathlib import Path

import pytest

from connectors import CONNECTORS
from connectors.core import Folder
from connectors.core.layout import Layout
from connectors.crm.layouts import KINDS
from connectors.events import layouts
from connectors.finance import kpi_layouts, project_tasks
from connectors.finance.budget_layouts import ADJUSTMENTS, COMMITMENTS, LONG, WIDE
from connectors.finance.collaboration_requests import EVENTS, REQUESTS
from connectors.finance.exchange_rates import RATES_SHEET
from connectors.finance.ledger_layouts import ACCRUALS, GENERAL, LEDGER
from connectors.finance.payroll import SHEET
from connectors.partners import partners
from connectors.social import analytics_layouts as analytics
from connectors.social import day_layouts as days
from connectors.social import layouts as lists
from connectors.social.kol_layouts import PLACEMENTS, PUGONGYING
from connectors.social.wechat_layouts import OWN
from connectors.survey.brand_layouts import RESPONDENTS, TRACKER
from connectors.survey.export_layouts import LAYOUTS
from connectors.survey.wenjuanxing import DOWNLOAD
from connectors.web import clickstream_layout
from connectors.web.ga4_layout import FLAT

DOCS = Path(__file__).parents[2] / "docs" / "connectors"
PAGES: dict[str, tuple[Layout, ...]] = {
    "sign_in_sheets": layouts.ALL,
    "budget_workbook": (WIDE, LONG, ADJUSTMENTS, COMMITMENTS),
    "expense_ledger": (LEDGER, GENERAL, ACCRUALS),
    "payroll": (SHEET,),
    "exchange_rates": (RATES_SHEET,),
    "kpi_targets": (kpi_layouts.LONG, kpi_layouts.WIDE, kpi_layouts.RATINGS),
    "collaboration_requests": (REQUESTS, EVENTS),
    "project_tasks": (project_tasks.HOUSE, project_tasks.FEISHU),
    "partners": (partners.PARTNERS, *partners.ACTS),
    "survey_exports": tuple(LAYOUTS.values()),
    "wenjuanxing": (DOWNLOAD,),
    "brand_survey_shapes": (RESPONDENTS, TRACKER),
    "clickstream": clickstream_layout.FORMS,
    "ga4_bigquery_export": (FLAT,),
    "wechat_channels": (lists.WECHAT_CHANNELS,),
    "xiaohongshu": (lists.XIAOHONGSHU, *days.XIAOHONGSHU),
    "zhihu": (lists.ZHIHU,),
    "douyin_exports": (lists.DOUYIN, *days.DOUYIN),
    "bilibili_exports": (lists.BILIBILI, *days.BILIBILI),
    "weibo_exports": (lists.WEIBO,),
    "linkedin_pages_exports": analytics.LINKEDIN,
    "x_twitter_exports": analytics.X,
    "wechat_official_account_exports": OWN,
    "kol_campaigns": (PLACEMENTS, PUGONGYING),
    "fxiaoke_exports": KINDS,
    "xiaoshouyi_exports": KINDS,
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_lists_every_heading_and_feed(name):
    page = (DOCS / f"{name}.md").read_text("utf-8")
    cells = {cell for line in page.splitlines() for cell in line.replace("|", "·").split(" · ")}
    accepted = {text for layout in PAGES[name] for all_ in layout.fields.values() for text in all_}
    assert accepted <= {cell.strip() for cell in cells}
    folder = CONNECTORS[name]
    assert isinstance(folder, Folder)
    assert all(f"`{feed}`" in page for feed in folder.feeds)
    assert f"inbox/{name}/" in page
