"""FETCH: connectors read platforms and dropped files: requests, msgspec, the standard library."""

from collections.abc import Mapping

from connectors.ads.baidu import baidu
from connectors.ads.google_ads import google_ads
from connectors.ads.kuaishou_ads import kuaishou_ads
from connectors.ads.linkedin_ads import linkedin_ads
from connectors.ads.meta_ads import meta_ads
from connectors.ads.microsoft_ads import microsoft_ads
from connectors.ads.ocean_engine import ocean_engine
from connectors.ads.tencent_ads import tencent_ads
from connectors.ads.tiktok_ads import tiktok_ads
from connectors.ads.xiaohongshu_ads import xiaohongshu_ads
from connectors.commerce.douyin_shop import douyin_shop
from connectors.commerce.jd import jd
from connectors.commerce.seller_backend_exports import seller_backend_exports
from connectors.commerce.shopify import shopify
from connectors.commerce.taobao_tmall_top import taobao_tmall_top
from connectors.core import Connector, Folder, by_name
from connectors.crm.fxiaoke import fxiaoke
from connectors.crm.fxiaoke_exports import fxiaoke_exports
from connectors.crm.hubspot import hubspot
from connectors.crm.salesforce import salesforce
from connectors.crm.wecom import wecom
from connectors.crm.xiaoshouyi import xiaoshouyi
from connectors.crm.xiaoshouyi_exports import xiaoshouyi_exports
from connectors.events.eventbrite import eventbrite
from connectors.events.sign_in_sheets import sign_in_sheets
from connectors.finance.budget_workbook import budget_workbook
from connectors.finance.collaboration_requests import collaboration_requests
from connectors.finance.exchange_rates import exchange_rates
from connectors.finance.expense_ledger import expense_ledger
from connectors.finance.feishu_bitable import feishu_bitable
from connectors.finance.kpi_targets import kpi_targets
from connectors.finance.payroll import payroll
from connectors.finance.project_tasks import project_tasks
from connectors.finance.trello import trello
from connectors.partners.partners import partners
from connectors.social.bilibili import bilibili
from connectors.social.bilibili_exports import bilibili_exports
from connectors.social.douyin import douyin
from connectors.social.douyin_exports import douyin_exports
from connectors.social.facebook_pages import facebook_pages
from connectors.social.instagram import instagram
from connectors.social.kol_campaigns import kol_campaigns
from connectors.social.linkedin_pages import linkedin_pages
from connectors.social.linkedin_pages_exports import linkedin_pages_exports
from connectors.social.pugongying import pugongying
from connectors.social.wechat_channels import wechat_channels
from connectors.social.wechat_official_account import wechat_official_account
from connectors.social.wechat_official_account_exports import wechat_official_account_exports
from connectors.social.weibo import weibo
from connectors.social.weibo_exports import weibo_exports
from connectors.social.x_twitter import x_twitter
from connectors.social.x_twitter_exports import x_twitter_exports
from connectors.social.xiaohongshu import xiaohongshu
from connectors.social.xingtu import xingtu
from connectors.social.youtube import youtube
from connectors.social.zhihu import zhihu
from connectors.survey.brand_survey_shapes import brand_survey_shapes
from connectors.survey.qualtrics import qualtrics
from connectors.survey.survey_exports import survey_exports
from connectors.survey.surveymonkey import surveymonkey
from connectors.survey.tencent_survey import tencent_survey
from connectors.survey.typeform import typeform
from connectors.survey.wenjuanxing import wenjuanxing
from connectors.survey.wenjuanxing_api import wenjuanxing_api
from connectors.web.baidu_tongji import baidu_tongji
from connectors.web.clickstream import clickstream
from connectors.web.ga4_bigquery_export import ga4_bigquery_export
from connectors.web.google_analytics4 import google_analytics4
from connectors.web.matomo import matomo

CONNECTORS: Mapping[str, Connector | Folder] = by_name(
    google_ads,
    meta_ads,
    tiktok_ads,
    ocean_engine,
    linkedin_ads,
    baidu,
    tencent_ads,
    microsoft_ads,
    xiaohongshu_ads,
    kuaishou_ads,
    wechat_official_account,
    youtube,
    instagram,
    facebook_pages,
    linkedin_pages,
    x_twitter,
    douyin,
    bilibili,
    weibo,
    xingtu,
    pugongying,
    hubspot,
    salesforce,
    wecom,
    fxiaoke,
    xiaoshouyi,
    typeform,
    surveymonkey,
    qualtrics,
    tencent_survey,
    wenjuanxing_api,
    eventbrite,
    trello,
    feishu_bitable,
    shopify,
    taobao_tmall_top,
    jd,
    douyin_shop,
    baidu_tongji,
    matomo,
    google_analytics4,
    seller_backend_exports,
    wechat_channels,
    xiaohongshu,
    zhihu,
    wechat_official_account_exports,
    douyin_exports,
    bilibili_exports,
    weibo_exports,
    linkedin_pages_exports,
    x_twitter_exports,
    kol_campaigns,
    fxiaoke_exports,
    xiaoshouyi_exports,
    survey_exports,
    wenjuanxing,
    brand_survey_shapes,
    clickstream,
    ga4_bigquery_export,
    sign_in_sheets,
    budget_workbook,
    expense_ledger,
    payroll,
    exchange_rates,
    kpi_targets,
    collaboration_requests,
    project_tasks,
    partners,
)
