"""腾讯问卷, clean. Raw records: `connectors/survey/tencent_survey.py`.

Times are on Chinese clocks. Every load brings all sheets: edited ones change, deleted ones go.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import china, number, person, text
from pipelines.streams.spec import Stream
from pipelines.streams.survey import forms

WHO = ("qq", "openid", "third_party_user")
UNREAD = ("weixin_openid", "wechat_work_user", "respondent_id", "answer")

labels = forms.labels(
    "tencent_survey",
    *("title", "sub_type", "required", "options", "groups", "blanks", "description"),
    question_id="id",
    question_kind="type",
)

responses = Stream(
    name="tencent_survey__responses",
    grain="one row per answer sheet",
    keys=("survey_id", "response_id"),
    columns={
        "survey_id": text("survey_id", required=True),
        "response_id": text("answer_id"),
        "started_at": china("started_at"),
        "submitted_at": china("ended_at", required=True),
        "score": number("score"),
        "member_hash": person("third_party_user", "member"),
        "qq_hash": person("qq", "qq", nulls=("0",)),
        "openid_hash": person("openid", "openid"),
    },
    quarantine={"submitted_before_started": pl.col("submitted_at") < pl.col("started_at")},
    ignored=(*UNREAD, "answers"),
    expectations=lambda gxe: shared.any_rows(gxe, "survey_id", "response_id"),
)

answers = forms.answers(
    "tencent_survey",
    *(*WHO, *UNREAD, "started_at", "ended_at", "score"),
    response={"response_id": text("answer_id", required=True)},
)
