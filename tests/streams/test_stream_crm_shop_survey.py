"""HubSpot, Shopify and Typeform: records composed from the contracts."""

from decimal import Decimal

from pulled import cleaned, reasons, row

from pipelines.streams.commerce import shopify
from pipelines.streams.crm import hubspot, hubspot_around
from pipelines.streams.survey import typeform


def contact(number: str = "151", **properties: object) -> dict:
    told = {
        "createdate": "2023-02-23T20:10:36.191Z",
        "email": "mei@example.com",
        "firstname": "Mei",
        "hs_object_id": number,
        "lastmodifieddate": "2026-11-18T03:00:13.460Z",
        "lastname": "Lin",
        "lifecyclestage": "customer",
        "hs_lead_status": None,
        "hs_merged_object_ids": "76;84",
        "hs_v2_date_entered_lead": "2026-10-01T00:00:00.000Z",
        "phone": None,
    }
    return {
        "id": number,
        "properties": told | properties,
        "createdAt": "2023-02-23T20:10:36.191Z",
        "updatedAt": "2026-11-18T03:00:13.460Z",
        "archived": False,
    }


def test_a_contact_is_read_without_its_name_and_address():
    result = cleaned(hubspot.contacts, contact())
    told = row(result)
    assert len(told["email_hash"]) == 64
    assert told["merged_ids"] == "76;84"
    assert str(told["became_lead_at"]) == "2026-10-01 00:00:00"
    assert (told["is_archived"], told["phone_hash"]) == (False, None)
    assert "mei" not in str(result.good.to_dicts())
    assert result.drift == []


def test_a_contact_found_twice_is_kept_in_its_newest_version():
    older = contact(lastmodifieddate="2026-11-17T00:00:00Z", lifecyclestage="lead")
    result = cleaned(hubspot.contacts, contact(), older, contact("152"))
    assert result.good["lifecycle_stage"].to_list() == ["customer", "customer"]
    assert result.superseded == 1


def test_a_deal_with_junk_for_its_amount_is_kept_without_amount():
    properties = {"dealname": "灯 50 盏", "amount": "N/A", "dealstage": "won", "pipeline": "p"}
    properties = {**properties, "closedate": None}
    properties |= {"createdate": "2026-11-01T00:00:00Z", "hs_is_closed_won": "false"}
    properties |= {"hs_lastmodifieddate": "2026-11-02T00:00:00Z", "hs_is_closed": "true"}
    result = cleaned(
        hubspot.deals,
        {"id": "1", "properties": properties, "archived": False},
        {"id": "2", "properties": properties | {"amount": "12,5"}, "archived": False},
        {"id": "3", "properties": properties | {"hs_is_closed_won": "true", "amount": "5"}},
    )
    assert row(result)["amount"] is None
    assert reasons(result) == ["unreadable:amount", "won_without_currency"]


def test_the_history_of_a_deal_replaces_all_its_stages():
    steps = [{"value": stage, "timestamp": f"2026-11-0{day}T00:00:00.000Z", "sourceType": "CRM_UI"}
             for stage, day in (("won", 3), ("new", 1))]  # fmt: skip
    record = {"id": "1", "properties": {}, "propertiesWithHistory": {"dealstage": steps}}
    result = cleaned(hubspot_around.deal_stage_history, record)
    assert result.good["stage_id"].to_list() == ["won", "new"]
    assert result.parents is not None
    assert result.parents["deal_id"].to_list() == ["1"]
    assert result.drift == []


def test_links_have_the_far_end_as_text():
    kinds = [{"category": "HUBSPOT_DEFINED", "typeId": 3, "label": None}]
    record = {"from": {"id": "1"}, "to": [{"toObjectId": 9001, "associationTypes": kinds}]}
    result = cleaned(hubspot_around.deal_contacts, record)
    assert result.good.select("deal_id", "contact_id").rows() == [("1", "9001")]
    assert result.drift == []


def test_stages_of_a_pipeline_are_rows():
    stages = [{"id": "won", "label": "Won", "displayOrder": 2, "archived": False,
               "metadata": {"isClosed": "true", "probability": "1.0"}}]  # fmt: skip
    record = {"id": "p", "label": "Sales", "displayOrder": 0, "archived": False, "stages": stages}
    told = row(cleaned(hubspot_around.deal_pipelines, record))
    assert (told["is_closed"], told["probability"], told["display_order"]) == (True, 1.0, 2)


def order(number: int = 450789469, hour: int = 16, **told: object) -> dict:
    refund = {
        "id": 509562969,
        "created_at": "2026-11-19T16:00:00+08:00",
        "refund_line_items": [
            {"id": 104689539, "line_item_id": 466157049, "quantity": 1, "subtotal": 195.67,
             "total_tax": 3.98, "restock_type": "return"}
        ],
        "transactions": [
            {"id": 179259969, "kind": "refund", "status": "success", "amount": "209.00"},
            {"id": 179259970, "kind": "refund", "status": "failure", "amount": "209.00"},
        ],
        "order_adjustments": [{"id": 1, "kind": "shipping_refund", "amount": "-10.00"}],
    }  # fmt: skip
    return {
        "id": number,
        "name": "#1001",
        "created_at": "2026-11-17T10:15:02+08:00",
        "updated_at": f"2026-11-19T{hour}:00:00+08:00",
        "processed_at": "2026-11-17T10:15:01+08:00",
        "cancelled_at": None,
        "financial_status": "partially_refunded",
        "currency": "USD",
        "total_price": "598.94",
        "subtotal_price": "597.00",
        "total_discounts": "10.00",
        "total_tax": "11.94",
        "test": False,
        "email": "MEI@example.com",
        "customer": {"id": 770011, "email": "mei@example.com"},
        "landing_site": "/p/88?utm_source=google&gclid=EAIa",
        "line_items": [
            {"id": 466157049, "sku": "IPOD2008GREEN", "quantity": 1, "price": "199.00",
             "total_discount": "0.00", "product_id": 632910392}
        ],
        "refunds": [refund],
    } | told  # fmt: skip


def test_an_order_is_in_utc_and_in_shop_money():
    result = cleaned(shopify.orders, order())
    told = row(result)
    assert str(told["processed_at"]) == "2026-11-17 02:15:01"
    assert (told["total_price"], told["currency_code"]) == (Decimal("598.94"), "USD")
    assert (told["customer_id"], told["is_test"]) == ("770011", False)
    assert result.drift == []


def test_lines_and_refunds_come_out_of_the_order():
    lines, refunds, refund_lines = (
        row(cleaned(stream, order()))
        for stream in (shopify.order_lines, shopify.refunds, shopify.refund_lines)
    )
    assert (lines["line_id"], lines["unit_price"]) == ("466157049", Decimal(199))
    assert (refunds["transaction_id"], refunds["amount"]) == ("179259969", Decimal(209))
    assert str(refunds["refunded_at"]) == "2026-11-19 08:00:00"
    assert (refund_lines["line_id"], refund_lines["subtotal"]) == ("466157049", Decimal("195.67"))


def test_a_total_is_its_parts_and_codes_say_what_they_took_off():
    shipping = {"shop_money": {"amount": "5.00"}}
    codes = [{"code": "WELCOME10", "amount": "10.00", "type": "percentage"}]

    def sold(number: int, **told: object) -> dict:
        parts = {"total_price": "613.94", "discount_codes": codes}
        return order(number) | {"total_shipping_price_set": shipping} | parts | told

    whole = [sold(1), sold(2, taxes_included=True), sold(3, total_tip_received="1.00")]
    told = cleaned(shopify.orders, *whole).good["unexplained"].to_list()
    assert told == [0, Decimal("11.94"), -1]
    code = row(cleaned(shopify.discount_codes, sold(1)))
    assert (code["code"], code["kind"], code["amount"]) == ("WELCOME10", "percentage", 10)
    assert cleaned(shopify.discount_codes, sold(1, discount_codes=[])).good.is_empty()


def test_only_refunds_that_succeeded_are_money():
    result = cleaned(shopify.refunds, order())
    assert (result.good.height, result.filtered, result.quarantined.height) == (1, 1, 0)


def test_an_order_seen_twice_brings_the_children_of_its_newest_version():
    before = order(hour=15, refunds=[])
    result = cleaned(shopify.order_lines, before, order())
    assert (result.good.height, result.superseded) == (1, 1)
    assert cleaned(shopify.orders, before, order()).superseded == 1


def test_an_order_without_currency_or_with_less_than_nothing_is_set_aside():
    bad = [order(2, currency=None), order(3, total_price="-1.00"), order(4, total_price="1.234,56")]
    assert reasons(cleaned(shopify.orders, order(), *bad)) == [
        "missing:currency_code",
        "negative_price",
        "unreadable:total_price",
    ]


def response(token: str = "t1", **told: object) -> dict:
    def answer(field: str, kind: str, **value: object) -> dict:
        return {"field": {"id": field, "type": kind, "ref": field}, **value}

    choices = {"ids": ["a1", "b2"], "labels": ["Quality", "Price"], "refs": ["q", "p"]}
    return {
        "form_id": "lR6F4j",
        "landing_id": token,
        "token": token,
        "response_id": token,
        "response_type": "completed",
        "landed_at": "2026-11-18T08:11:05Z",
        "submitted_at": "2026-11-18T08:13:47Z",
        "metadata": {"platform": "mobile"},
        "hidden": {"utm_source": "wechat", "member_id": "M1001"},
        "calculated": {"score": 9},
        "variables": [{"key": "score", "type": "number", "number": 9}],
        "answers": [
            answer("nps", "opinion_scale", type="number", number=9),
            answer("why", "multiple_choice", type="choices", choices=choices),
            answer("one", "multiple_choice", type="choice", choice={"label": "北京"}),
            answer("comment", "short_text", type="text", text="很好用"),
            answer("mail", "email", type="email", email="mei@example.com"),
            answer("again", "yes_no", type="boolean", boolean=True),
        ],
    } | told  # fmt: skip


def test_answers_are_rows_each_in_the_column_of_its_type():
    result = cleaned(typeform.answers, response())
    told = {one["field_id"]: one for one in result.good.to_dicts()}
    assert told["nps"]["answer_number"] == 9
    assert told["why"]["choice_labels"] == "Quality; Price"
    assert told["one"]["choice_labels"] == "北京"
    assert told["comment"]["answer_text"] == "很好用"
    assert told["again"]["answer_boolean"] is True
    assert len(told["mail"]["email_hash"]) == 64
    assert result.drift == []


def test_a_response_without_answers_is_still_a_response():
    silent = [response("t2", answers=None), response("t3", answers=[])]
    del silent[0]["answers"]
    responses = cleaned(typeform.responses, *silent)
    assert responses.good["score"].to_list() == [9, 9]
    answers = cleaned(typeform.answers, *silent)
    assert answers.good.is_empty()
    assert answers.parents is not None
    assert answers.parents["response_token"].to_list() == ["t2", "t3"]


def test_what_was_not_submitted_has_no_time_of_submission():
    partial = response("t4", submitted_at="0001-01-01T00:00:00Z", response_type="partial")
    assert row(cleaned(typeform.responses, partial))["submitted_at"] is None


def test_one_member_number_is_one_person_in_every_source():
    number = "U00010151"
    in_crm = row(cleaned(hubspot.contacts, contact(member_no=number)))["member_hash"]
    in_survey = row(cleaned(typeform.responses, response(hidden={"member_id": number})))
    assert in_crm == in_survey["member_hash"]


def test_one_address_is_one_person_in_every_source():
    hashes = {
        row(cleaned(hubspot.contacts, contact()))["email_hash"],
        row(cleaned(shopify.orders, order()))["email_hash"],
        *cleaned(typeform.answers, response()).good["email_hash"].drop_nulls(),
    }
    assert len(hashes) == 1
