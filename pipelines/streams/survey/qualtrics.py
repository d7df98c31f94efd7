"""Qualtrics, clean. Raw records: `connectors/survey/qualtrics.py`.

What a survey carries along (embedded data) stands among the values: `utm_source`, `member_id`,
`weight`. Previews, tests and spam stay here, marked by their status.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import boolean, count, number, person, text, timestamp
from pipelines.streams.spec import Stream
from pipelines.streams.survey import forms

STATES = {"1": "test", "2": "test", "8": "invalid"}
UNREAD = ("values", "labels", "displayedFields", "displayedValues")

labels = forms.labels(
    "qualtrics",
    *("QuestionText", "Selector", "SubSelector", "DataExportTag", "Choices", "ChoiceOrder"),
    *("Answers", "AnswerOrder", "RecodeValues", "Validation", "Language", "Configuration"),
    *("QuestionID", "QuestionDescription", "DefaultChoices", "NextChoiceId", "NextAnswerId"),
    *("DataVisibility", "QuestionText_Unsafe", "GradingData", "Randomization", "VariableNaming"),
    question_id="question_id",
    question_kind="QuestionType",
)

WHO = {
    "survey_id": text("survey_id", required=True),
    "response_id": text("responseId"),
    "started_at": timestamp("values.startDate"),
    "answer_seconds": count("values.duration", absent=None),
    "progress": count("values.progress", absent=None),
    "channel": text("values.distributionChannel"),
    "source": text("values.utm_source"),
    "member_hash": person("values.member_id", "member"),
    "ip_hash": person("values.ipAddress", "ip"),
    "weight": number("values.weight", absent=1.0),
}

responses = Stream(
    name="qualtrics__responses",
    grain="one row per finished response, its newest version",
    keys=("survey_id", "response_id"),
    load="merge",
    newest="recorded_at",
    columns={
        **WHO,
        "submitted_at": timestamp("values.endDate"),
        "recorded_at": timestamp("values.recordedDate", required=True),
        "_status": text("values.status", required=True),
    },
    derived={
        "status": pl.col("_status").replace_strict(
            STATES, default="completed", return_dtype=pl.String
        )
    },
    quarantine={
        "submitted_before_started": pl.col("submitted_at") < pl.col("started_at"),
        "negative_weight": pl.col("weight") < 0,
    },
    ignored=(*UNREAD, "answers"),
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "survey_id", "response_id"),
        gxe.ExpectColumnValuesToBeBetween(
            column="weight", min_value=0.05, max_value=20, mostly=0.99, severity="warning"
        ),
    ],
)

responses_in_progress = Stream(
    name="qualtrics__responses_in_progress",
    grain="one row per response that was begun and not sent",
    keys=("survey_id", "response_id"),
    feed="in_progress",
    columns=WHO,
    ignored=(*UNREAD, "answers"),
    expectations=lambda gxe: shared.any_rows(gxe, "survey_id", "response_id"),
)

answers = forms.answers(
    "qualtrics",
    *UNREAD,
    response={"response_id": text("responseId", required=True)},
    changed={"recorded_at": timestamp("values.recordedDate")},
)

answers_in_progress = forms.answers(
    "qualtrics",
    *UNREAD,
    response={"response_id": text("responseId", required=True)},
    feed="in_progress",
    table="answers_in_progress",
)

response_ids = forms.response_ids("qualtrics")

distributions = forms.ways(
    "qualtrics__distributions",
    {
        "collector_id": text("id"),
        "name": forms.plain("headers.subject"),
        "channel": text("requestType"),
        "status": text("requestStatus"),
        "sent_at": timestamp("sendDate"),
        "mailing_list_id": text("recipients.mailingListId"),
        "invitations_sent": count("stats.sent", absent=None),
        "invitations_opened": count("stats.opened", absent=None),
        "invitations_bounced": count("stats.bounced", absent=None),
        "responses_begun": count("stats.started", absent=None),
        "responses_told": count("stats.finished", absent=None),
    },
    ignored=(
        *("stats", "surveyLink", "headers", "recipients", "message", "createdDate"),
        *("modifiedDate", "ownerId", "organizationId", "parentDistributionId", "embeddedData"),
    ),
)

mailing_contacts = Stream(
    name="qualtrics__mailing_contacts",
    grain="one row per mailing list and person on it",
    keys=("list_id", "contact_id"),
    columns={
        "list_id": text("list_id", required=True),
        "list_name": forms.plain("list_name"),
        "contact_id": text("id"),
        "email_hash": person("email", "email"),
        "first_name_hash": person("firstName", "name"),
        "last_name_hash": person("lastName", "name"),
        "member_hash": person("externalDataReference", "member"),
        "language": text("language"),
        "is_unsubscribed": boolean("unsubscribed", absent=False),
    },
    ignored=(
        *("embeddedData", "responseHistory", "emailHistory", "phone", "contactId", "extRef"),
        *("contactLookupId", "mailingListUnsubscribed", "transactionData", "ownerId"),
    ),
    expectations=lambda gxe: shared.any_rows(gxe, "list_id", "contact_id"),
)
