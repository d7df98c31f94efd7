"""How survey tools head their downloads: the columns before and behind the questions.

A question's own columns are told apart in `export_questions.py`.
"""

from connectors.core.layout import Layout

TYPEFORM = Layout(
    "Typeform, responses",
    "",
    {
        "response_id": ("#",),
        "source": ("utm_source",),
        "member": ("member_id",),
        "score": ("score",),
        "kind": ("Response Type",),
        "started_at": ("Start Date (UTC)",),
        "stage_at": ("Stage Date (UTC)",),
        "submitted_at": ("Submit Date (UTC)",),
        "network_id": ("Network ID",),
        "tags": ("Tags",),
        "ending": ("Ending",),
    },
    ("response_id", "submitted_at"),
)
# The second row of its header names options and rows; the first one's cells are blank behind the
# first of a question.
SURVEYMONKEY = Layout(
    "SurveyMonkey, all individual responses",
    "",
    {
        "response_id": ("Respondent ID", "RespondentID"),
        "collector_id": ("Collector ID", "CollectorID"),
        "started_at": ("Start Date", "StartDate", "Date Created"),
        "submitted_at": ("End Date", "EndDate", "Date Modified"),
        "ip": ("IP Address",),
        "email": ("Email Address",),
        "first_name": ("First Name",),
        "last_name": ("Last Name",),
        "member": ("Custom Data 1",),
    },
    ("response_id", "collector_id", "submitted_at"),
    pattern=lambda upper, lower: "option" if lower and upper not in ("", "collectorid") else None,
)
# Three rows of header: tags, which editors rename, texts, and what a column is by its ImportId.
QUALTRICS = Layout(
    "Qualtrics, responses",
    "",
    {
        "response_id": ("ResponseId", "_recordId", "Response ID"),
        "started_at": ("StartDate", "Start Date"),
        "submitted_at": ("EndDate", "End Date"),
        "recorded_at": ("RecordedDate", "Recorded Date"),
        "state": ("Status", "Response Type"),
        "ip": ("IPAddress", "IP Address"),
        "progress": ("Progress",),
        "answer_time": ("Duration (in seconds)", "duration"),
        "finished": ("Finished",),
        "last_name": ("RecipientLastName", "Recipient Last Name"),
        "first_name": ("RecipientFirstName", "Recipient First Name"),
        "email": ("RecipientEmail", "Recipient Email"),
        "reference": ("ExternalReference", "externalDataReference", "External Data Reference"),
        "latitude": ("LocationLatitude", "Location Latitude"),
        "longitude": ("LocationLongitude", "Location Longitude"),
        "channel": ("DistributionChannel", "Distribution Channel"),
        "language": ("UserLanguage", "User Language"),
        "source": ("utm_source",),
        "member": ("member_id",),
        "weight": ("weight",),
    },
    ("response_id", "recorded_at", "state"),
)
TENCENT_SURVEY = Layout(
    "腾讯问卷, 答卷数据",
    "",
    {
        "response_id": ("编号", "答题序号"),
        "started_at": ("开始答题时间",),
        "submitted_at": ("结束答题时间",),
        "answer_time": ("答题时长",),
        "language": ("语言",),
        "cleaned": ("清洗数据结果",),
        "country": ("地理位置国家和地区", "国家和地区"),
        "province": ("地理位置省", "省", "省份"),
        "city": ("地理位置市", "市", "城市"),
        "user_kind": ("用户类型",),
        "user": ("用户标识",),
        "nickname": ("昵称",),
        "member": ("自定义字段",),
        "ip": ("IP",),
        "user_agent": ("UA",),
    },
    ("response_id", "submitted_at"),
)
LAYOUTS = {
    "typeform": TYPEFORM,
    "surveymonkey": SURVEYMONKEY,
    "qualtrics": QUALTRICS,
    "tencent_survey": TENCENT_SURVEY,
}
