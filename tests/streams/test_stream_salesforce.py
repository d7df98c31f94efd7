"""Salesforce: records composed from the contract, as REST and as Bulk files write them."""

from pulled import cleaned, reasons, row

from pipelines.streams.crm import salesforce, salesforce_deals

ATTRIBUTES = {"type": "Lead", "url": "/services/data/v61.0/sobjects/Lead/00Q5g00000AaBbCEAV"}


def lead(**more: object) -> dict:
    told: dict[str, object] = {
        "Id": "00Q5g00000AaBbCEAV",
        "Status": "Working - Contacted",
        "IsConverted": False,
    }
    told |= {"Email": "Mei@Example.com", "Phone": None, "MasterRecordId": None, "IsDeleted": False}
    told |= {"CreatedDate": "2026-11-01T03:00:13.000+0000", "OwnerId": "00G5g000000AbCdEAK"}
    return {
        "attributes": ATTRIBUTES,
        **told,
        "SystemModstamp": "2026-11-18T03:00:13.000+0000",
    } | more


def by_bulk(**more: object) -> dict:
    told = {name: value for name, value in lead().items() if name != "attributes"}
    told |= {name: "" for name, value in told.items() if value is None}
    told |= {name: str(value).lower() for name, value in told.items() if isinstance(value, bool)}
    times = {name: str(value).replace("+0000", "Z") for name, value in told.items()}
    return {**told, **times, **more}


def test_rest_and_bulk_give_the_same_row():
    one, other = cleaned(salesforce.leads, lead()), cleaned(salesforce.leads, by_bulk())
    assert row(one) == row(other)
    assert str(row(one)["updated_at"]) == "2026-11-18 03:00:13"
    assert one.drift == other.drift == []
    assert "mei" not in str(one.good.to_dicts()).lower()


def test_a_field_that_our_user_may_not_see_is_null():
    told = row(cleaned(salesforce.leads, lead()))
    assert (told["became_mql_at"], told["sales_team"]) == (None, None)


def test_a_merged_lead_is_deleted_and_names_its_winner():
    merged = lead(IsDeleted=True, MasterRecordId="00Q5g00000XxYyZEAV")
    told = row(cleaned(salesforce.leads, merged))
    assert (told["is_deleted"], told["master_id"]) == (True, "00Q5g00000XxYyZEAV")


def test_a_converted_lead_keeps_its_row():
    more = {"IsConverted": True, "ConvertedDate": "2026-11-17"}
    told = row(cleaned(salesforce.leads, lead(**more, ConvertedOpportunityId="0065g00000Ab1CdAAJ")))
    assert (told["is_converted"], str(told["converted_date"])) == (True, "2026-11-17")
    assert told["converted_deal_id"] == "0065g00000Ab1CdAAJ"


def test_an_amount_keeps_its_own_currency_and_a_junk_one_is_set_aside():
    deal: dict[str, object] = {
        "Id": "0065g00000Ab1CdAAJ",
        "Name": "Acme renewal",
        "StageName": "Negotiation",
    }
    deal |= {"Amount": 12000.0, "CurrencyIsoCode": "EUR", "Probability": 90.0, "IsWon": False}
    deal |= {"CreatedDate": "2026-11-01T03:00:13.000+0000", "CloseDate": "2026-12-31"}
    deal |= {"SystemModstamp": "2026-11-18T03:00:13.000+0000", "IsClosed": False}
    odd = {**deal, "Id": "0065g00000Ab1CeAAJ"}
    result = cleaned(
        salesforce_deals.opportunities, deal, odd | {"Amount": "NaN"}, odd | {"Amount": -1}
    )
    told = row(result)
    assert (str(told["amount"]), told["currency_code"]) == ("12000.000000", "EUR")
    assert (told["probability"], str(told["close_date"])) == (0.9, "2026-12-31")
    assert set(reasons(result)) == {"unreadable:amount", "negative_amount"}
