"""Customers added by staff, their groups, and the days of both."""

import polars as pl
import pytest
from answers import Answers, one_to_one, same

from sandbox.story.private import LINKS, TAGS

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]


def test_every_pair_of_customer_and_staff_and_the_channel_they_came_by(answers: Answers):
    told = answers.marts("""
        select staff_id as userid, added_at, date_day as day, channel_id, add_way, is_first_add,
            is_current, customer_kind, nullif(link_id, 'none') as link_id
        from fct_private_contact""")
    kind = pl.col("customer_type").replace_strict({1: "wechat", 2: "wecom"})
    true = answers.truth.private_contacts.with_columns(is_current=True, customer_kind=kind)
    assert true["customer_kind"].n_unique() == 2
    same(told, true, "userid", "added_at")


def test_a_customer_of_two_members_of_staff_is_one_person(answers: Answers):
    told = answers.marts("select count(*) as pairs, count(distinct person_key) as people "
                         "from fct_private_contact where person_key <> 'unknown'")  # fmt: skip
    true = answers.truth.private_contacts
    assert told.row(0) == (true.height, true["person_id"].n_unique())
    assert true["person_id"].n_unique() < true.height


def test_customers_are_the_people_of_the_web_and_the_shops(answers: Answers):
    told = answers.marts("""
        select count(*) filter (where identity_strength = 'two_sources') as known,
            count(*) as people
        from dim_person where person_key in (select person_key from fct_private_contact)""")
    assert told["known"][0] == told["people"][0]


def test_a_customer_without_a_number_is_found_by_the_id_another_crm_keeps(answers: Answers):
    told = answers.marts("""
        select count(distinct leads.person_key) as people
        from fct_lead as leads join fct_private_contact as contacts using (person_key)
        where leads.source_name in ('fxiaoke', 'xiaoshouyi')""")
    leads = answers.world.sales_leads.filter(
        pl.col("platform").is_in(["fxiaoke", "xiaoshouyi"]) & ~pl.col("is_deleted")
    )
    both = answers.truth.private_contacts.join(leads, on="person_id", how="semi")
    assert told["people"][0] == both["person_id"].n_unique()
    assert both["phone"].null_count() > 0


def test_first_orders_after_adding_are_orders_of_that_person(answers: Answers):
    told = answers.marts("""
        select staff_id as userid, added_at, first_ordered_at from fct_private_contact
        where first_ordered_at is not null""")
    orders = answers.truth.orders.select("person_id", "processed_at")
    pairs = answers.truth.private_contacts.join(orders, on="person_id")
    true = pairs.filter(pl.col("processed_at") >= pl.col("added_at")).group_by("userid", "added_at")
    same(told, true.agg(first_ordered_at=pl.col("processed_at").min()), "userid", "added_at")


def test_groups_day_by_day(answers: Answers):
    told = answers.marts("""
        select date_day as day, owner_id as owner, groups_created as new_chat_cnt,
            groups_total as chat_total, groups_active as chat_has_msg,
            members_gained as new_member_cnt, members_total as member_total,
            speakers as member_has_msg, messages as msg_total
        from fct_community_daily""")
    same(told, answers.truth.community_days, "day", "owner")


def test_who_is_in_which_group(answers: Answers):
    told = answers.marts("""
        select chat_id, joined_at, date_day as day, owner_id as owner, chat_name as name,
            join_scene, is_current, person_key
        from fct_community_member""")
    end, world = answers.truth.end, answers.world
    gone = (pl.col("left_at") < end).fill_null(False)
    there = world.wecom_members.filter((pl.col("kind") == 2) & (pl.col("joined_at") < end) & ~gone)
    local = pl.col("joined_at").dt.convert_time_zone("Asia/Shanghai").dt.date()
    true = there.join(world.wecom_groups.select("chat_id", "name"), on="chat_id")
    true = true.with_columns(day=local, is_current=True)
    keys = ("chat_id", "joined_at", "owner")
    same(told.drop("person_key"), true, *keys)
    people = told.sort(keys).select("person_key")
    assert "unknown" not in people["person_key"]
    assert one_to_one(people.with_columns(true.sort(keys)["person_id"]))


def test_staff_day_by_day(answers: Answers):
    told = answers.marts("""
        select date_day as day, staff_id as userid, chats as chat_cnt, messages as message_cnt,
            reply_rate, average_reply_minutes, applications as new_apply_cnt,
            contacts_gained as new_contact_cnt, contacts_lost as negative_feedback_cnt
        from fct_private_staff_daily""")
    same(told, answers.truth.private_staff_days, "day", "userid")


def test_tags_are_those_staff_gave(answers: Answers):
    told = answers.marts("""
        select staff_id as userid, added_at, tag_id, tag_group, tag_name
        from fct_private_contact_tag join fct_private_contact using (private_contact_key)""")
    true = answers.truth.private_contacts.with_columns(tag_id=pl.col("tag_ids").str.split(";"))
    true = true.explode("tag_id").with_columns(
        tag_group=pl.col("tag_id").replace_strict({tag: TAGS[tag][0] for tag in TAGS}),
        tag_name=pl.col("tag_id").replace_strict({tag: TAGS[tag][1] for tag in TAGS}),
    )
    same(told, true, "userid", "added_at", "tag_id")


def test_acquisition_links_day_by_day(answers: Answers):
    told = answers.marts("""
        select date_day as day, link_id, link_name, customers_clicked as clicked,
            contacts_gained as gained
        from fct_private_link_daily""")
    name = pl.col("link_id").replace_strict(LINKS)
    true = answers.world.wecom_link_days.with_columns(link_name=name)
    same(told, true.filter(pl.col("day") < answers.truth.as_of), "day", "link_id")
