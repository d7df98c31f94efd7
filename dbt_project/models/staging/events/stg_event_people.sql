{%- set columns = {
    'platform': 'string', 'record_kind': 'string', 'account_id': 'string', 'event_id': 'string', 'record_id': 'string',
    'recorded_at': 'timestamp', 'phone_hash': 'string', 'email_hash': 'string', 'name_hash': 'string',
    'phone_last4_hash': 'string', 'registration_status': 'string', 'is_attended': 'boolean',
    'checked_in_at': 'timestamp', 'has_consent': 'boolean', 'intent_level': 'string', 'touchpoint': 'string',
    'handed_over_at': 'timestamp', 'acceptance': 'string', 'first_followup_at': 'timestamp', 'deal_kind': 'string',
    'amount': 'decimal(18, 6)', 'deposit': 'decimal(18, 6)', 'is_cancelled': 'boolean',
    'order_id': 'string', 'ticket_class': 'string', 'ticket_currency_code': 'string', 'tickets': 'bigint',
    'ticket_revenue_native': 'decimal(18, 6)', 'ticket_fees_native': 'decimal(18, 6)',
    'ticket_refunds_native': 'decimal(18, 6)',
} -%}
{%- set attendance = ['is_attended', 'checked_in_at', 'phone_last4_hash'] -%}
{%- set lead = ['has_consent', 'intent_level', 'touchpoint', 'handed_over_at', 'acceptance', 'first_followup_at'] -%}
{%- set deal = ['deal_kind', 'amount', 'deposit', 'is_cancelled'] -%}
{%- set ticket = [
    'order_id', 'ticket_class', 'ticket_currency_code', 'tickets', 'ticket_revenue_native', 'ticket_fees_native',
    'ticket_refunds_native',
] -%}
{%- set sheet = "'sign_in_sheets'" -%}
{#- Whether a ticket is paid for and stays so; a list that does not tell means those it approved. -#}
{%- set is_sold = "case when pay_status is null then coalesce(status, '') = '已通过'"
    ~ " else pay_status in ('已支付', '已付款', '支付成功', '已缴费') end" -%}
{%- set is_paid = "not is_refunded and coalesce(status, '') <> 'Unpaid'" -%}
with tickets as (
    select
        tickets.*,
        coalesce(events.event_id, 'eventbrite-' || tickets.event_ref) as event_id
    from {{ source('eventbrite', 'eventbrite__attendees') }} as tickets
    left join {{ source('eventbrite', 'eventbrite__events') }} as events
        on tickets.account_id = events.account_id and tickets.event_ref = events.event_ref
    where not tickets.is_staff
)

{{ union_by_name(columns, [
    {'from': source('sign_in_sheets', 'sign_in_sheets__registrations'),
     'set': {'platform': sheet, 'record_kind': "'registration'", 'record_id': 'registration_id', 'recorded_at': 'registered_at',
             'registration_status': 'status', 'order_id': 'registration_id', 'ticket_class': 'ticket_type',
             'ticket_currency_code': "'CNY'", 'tickets': 'case when ' ~ is_sold ~ ' then 1 else 0 end',
             'ticket_revenue_native': 'case when ' ~ is_sold ~ ' then coalesce(price, 0) else 0 end', 'ticket_fees_native': '0',
             'ticket_refunds_native': "case when pay_status like '%退款%' then coalesce(price, 0) else 0 end"},
     'lacks': lead + deal},
    {'from': source('sign_in_sheets', 'sign_in_sheets__sign_ins'),
     'set': {'platform': sheet, 'record_kind': "'sign_in'", 'record_id': 'sign_in_no', 'recorded_at': 'checked_in_at', 'is_attended': 'true'},
     'lacks': lead + deal + ticket + ['email_hash', 'registration_status']},
    {'from': source('sign_in_sheets', 'sign_in_sheets__leads'),
     'set': {'platform': sheet, 'record_kind': "'lead'", 'record_id': 'lead_id', 'recorded_at': 'left_at'},
     'lacks': attendance + deal + ticket + ['email_hash', 'name_hash', 'registration_status']},
    {'from': 'tickets', 'lacks': lead + deal,
     'set': {'platform': "'eventbrite'", 'record_kind': "'registration'", 'record_id': 'attendee_ref',
             'recorded_at': 'registered_at', 'order_id': 'order_ref', 'ticket_class': 'ticket_type',
             'ticket_currency_code': 'currency_code', 'tickets': 'case when ' ~ is_paid ~ ' then 1 else 0 end',
             'ticket_revenue_native': 'case when ' ~ is_paid ~ ' then base_price else 0 end',
             'ticket_fees_native': 'case when ' ~ is_paid ~ ' then fee + payment_fee else 0 end',
             'ticket_refunds_native': 'case when is_refunded then base_price else 0 end',
             'registration_status': "case when is_cancelled or is_refunded or status = 'Not Attending' then '已取消'
                 when status = 'Unpaid' then '待审核' else '已通过' end"}},
    {'from': source('sign_in_sheets', 'sign_in_sheets__deals'),
     'set': {'platform': sheet, 'record_kind': "'deal'", 'record_id': 'deal_id', 'recorded_at': 'signed_at'},
     'lacks': attendance + lead + ticket + ['email_hash', 'name_hash', 'registration_status']},
]) }}
