"""How tables of a click stream are headed, and where each column stands in the Segment form.

A field is a dotted path of the message that a JSON line would be. Those without a place there have
a name of their own, and `clickstream_messages` says what becomes of them. Columns that no layout
knows are properties of the event.
"""

from connectors.core.layout import Layout

CAMPAIGN = "context.campaign"
PARENTS = ("context.", "properties.", "traits.")


def _prefixed(upper: str, lower: str) -> str | None:
    """`context_`, `properties_` and `traits_` columns that have no field of their own."""
    parent, _, name = lower.partition("_")
    known = f"{parent}." in PARENTS and name and lower not in SEGMENT.names
    return f"{parent}.{name}" if known else None


SEGMENT = Layout(
    name="events of Segment, as a warehouse flattens them",
    word="events",
    fields={
        "messageId": ("message_id", "messageid", "id"),
        "type": ("type",),
        "anonymousId": ("anonymous_id", "anonymousid"),
        "userId": ("user_id", "userid"),
        "previousId": ("previous_id", "previousid"),
        "event": ("event",),
        "event_text": ("event_text",),
        "name": ("name",),
        "timestamp": ("timestamp",),
        "originalTimestamp": ("original_timestamp", "originaltimestamp"),
        "sentAt": ("sent_at", "sentat"),
        "receivedAt": ("received_at", "receivedat"),
        "uuid_ts": ("uuid_ts",),
        "context.ip": ("context_ip",),
        "context.userAgent": ("context_user_agent", "context_useragent"),
        "context.page.url": ("context_page_url",),
        "context.page.path": ("context_page_path",),
        "context.page.referrer": ("context_page_referrer",),
        "context.page.title": ("context_page_title",),
        f"{CAMPAIGN}.source": ("context_campaign_source",),
        f"{CAMPAIGN}.medium": ("context_campaign_medium",),
        f"{CAMPAIGN}.name": ("context_campaign_name",),
        f"{CAMPAIGN}.term": ("context_campaign_term",),
        f"{CAMPAIGN}.content": ("context_campaign_content",),
    },
    required=("messageId", "receivedAt"),
    pattern=_prefixed,
    depths=(1,),
)
SNOWPLOW = Layout(
    name="atomic events of Snowplow",
    word="snowplow",
    fields={
        "messageId": ("event_id",),
        "receivedAt": ("collector_tstamp",),
        "sentAt": ("dvce_sent_tstamp",),
        "originalTimestamp": ("dvce_created_tstamp",),
        "userId": ("user_id",),
        "context.ip": ("user_ipaddress",),
        "context.userAgent": ("useragent",),
        "properties.url": ("page_url",),
        "properties.path": ("page_urlpath",),
        "properties.title": ("page_title",),
        "properties.referrer": ("page_referrer",),
        f"{CAMPAIGN}.source": ("mkt_source",),
        f"{CAMPAIGN}.medium": ("mkt_medium",),
        f"{CAMPAIGN}.name": ("mkt_campaign",),
        f"{CAMPAIGN}.term": ("mkt_term",),
        f"{CAMPAIGN}.content": ("mkt_content",),
        f"{CAMPAIGN}.click_id": ("mkt_clickid",),
        f"{CAMPAIGN}.network": ("mkt_network",),
        "properties.category": ("se_category",),
        "properties.label": ("se_label",),
        "properties.property": ("se_property",),
        "properties.value": ("se_value",),
        "properties.order_id": ("tr_orderid",),
        "properties.revenue": ("tr_total",),
        "properties.currency": ("tr_currency",),
        "properties.sku": ("ti_sku",),
        "properties.price": ("ti_price",),
        "properties.quantity": ("ti_quantity",),
        "fingerprint": ("event_fingerprint",),
        **{
            name: (name,)
            for name in (
                "event", "event_name", "se_action", "domain_userid", "network_userid",
                "derived_tstamp", "true_tstamp",
            )
        },
    },
    required=("messageId", "event", "receivedAt"),
    depths=(1,),
)  # fmt: skip
HOUSE = Layout(
    name="a tracking table 埋点",
    word="埋点",
    fields={
        "event_time": (
            "事件时间", "时间", "发生时间", "event_time", "time", "$time",
            "事件时间(UTC)", "时间(UTC)", "event_time_utc", "time_utc",
        ),
        "receive_time": ("接收时间", "到库时间", "receive_time", "$receive_time"),
        "event": ("事件名", "事件名称", "事件", "event", "event_name"),
        "messageId": ("事件ID", "event_id", "message_id"),
        "distinct_id": ("distinct_id",),
        "original_id": ("原始ID", "original_id"),
        "anonymousId": (
            "设备ID", "匿名ID", "访问用户ID", "anonymous_id", "device_id", "$device_id",
        ),
        "userId": ("登录ID", "登录用户ID", "login_id", "user_id", "$login_id"),
        "properties.url": ("页面地址", "页面URL", "$url", "page_url", "url"),
        "properties.path": ("页面路径", "$url_path", "page_path"),
        "properties.title": ("页面标题", "$title", "page_title", "title"),
        "properties.referrer": ("前向地址", "来源页面", "$referrer", "referrer"),
        "source": ("来源", "source"),
        f"{CAMPAIGN}.source": ("$utm_source", "utm_source"),
        f"{CAMPAIGN}.medium": ("$utm_medium", "utm_medium"),
        f"{CAMPAIGN}.name": ("$utm_campaign", "utm_campaign"),
        f"{CAMPAIGN}.term": ("$utm_term", "utm_term"),
        f"{CAMPAIGN}.content": ("$utm_content", "utm_content"),
        "context.ip": ("IP", "IP地址", "$ip"),
        "context.userAgent": ("用户代理", "$user_agent", "user_agent"),
        "properties.order_id": ("订单号", "order_id"),
        "properties.revenue": ("订单金额", "金额", "revenue"),
        "properties.currency": ("币种", "currency"),
        "properties.sku": ("商品编号", "SKU", "sku"),
        "properties.form_id": ("表单", "表单ID", "form_id"),
        "properties.phone": ("手机", "手机号", "phone"),
        "traits.email": ("邮箱", "email"),
        "properties": ("属性", "properties"),
    },
    required=("event_time", "event"),
    depths=(1,),
)  # fmt: skip
FORMS = (SEGMENT, SNOWPLOW, HOUSE)
