with records as (
    select
        people.*,
        persons.person_key as known_person_key,
        {{ in_reporting_currency('people.ticket_revenue_native', 'rates.cny_per_unit') }} as ticket_revenue,
        {{ in_reporting_currency('people.ticket_fees_native', 'rates.cny_per_unit') }} as ticket_fees,
        {{ in_reporting_currency('people.ticket_refunds_native', 'rates.cny_per_unit') }} as ticket_refunds
    from {{ ref('stg_event_people') }} as people
    left join {{ ref('int_fx_days') }} as rates
        on
            people.ticket_currency_code = rates.currency_code
            and {{ business_day('people.recorded_at') }} = rates.date_day
    left join {{ ref('int_identity_groups') }} as persons
        on coalesce('phone:' || people.phone_hash, 'email:' || people.email_hash) = persons.identifier
),

identified as (
    select
        *,
        coalesce(
            known_person_key, {{ key_of(['platform', 'event_id', 'record_kind', 'account_id', 'record_id']) }}
        ) as own_person_key
    from records
),

registered as (
    select
        event_id,
        name_hash,
        phone_last4_hash,
        min(own_person_key) as person_key,
        count(distinct own_person_key) as persons
    from identified
    where record_kind = 'registration' and name_hash is not null and phone_last4_hash is not null
    group by event_id, name_hash, phone_last4_hash
),

resolved as (
    select
        records.*,
        case
            when records.record_kind <> 'sign_in' or records.phone_hash is not null then null
            when records.name_hash is null or records.phone_last4_hash is null then 'incomplete'
            when registered.persons > 1 then 'ambiguous'
        end as walk_in_reason,
        case records.intent_level when '高' then 'A' when '中' then 'B' when '低' then 'C' else records.intent_level end
            as level,
        case when registered.persons = 1 then registered.person_key else records.own_person_key end as person_key
    from identified as records
    left join registered
        on
            records.record_kind = 'sign_in'
            and records.phone_hash is null
            and records.event_id = registered.event_id
            and records.name_hash = registered.name_hash
            and records.phone_last4_hash = registered.phone_last4_hash
)

select
    {{ key_of(["'sign_in_sheets'", 'event_id', 'person_key']) }} as participation_key,
    event_id,
    person_key,
    coalesce(min(case when record_kind = 'registration' then platform end), min(platform)) as source_name,
    max(case when known_person_key is not null then 1 else 0 end) = 1 as is_known,
    min(case when record_kind = 'registration' then recorded_at end) as registered_at,
    max(case when record_kind = 'registration' then 1 else 0 end) = 1 as is_registered,
    max(case when registration_status = '已通过' then 1 else 0 end) = 1 as is_approved,
    max(case when is_attended then 1 else 0 end) = 1 as is_attended,
    min(case when is_attended then checked_in_at end) as checked_in_at,
    min(walk_in_reason) as walk_in_reason,
    max(case when record_kind = 'lead' and has_consent then 1 else 0 end) = 1 as is_lead,
    min(case when record_kind = 'lead' and has_consent then recorded_at end) as left_at,
    min(case when record_kind = 'lead' then level end) as intent_level,
    min(case when record_kind = 'lead' and has_consent then record_id end) as lead_id,
    min(case when record_kind = 'lead' then handed_over_at end) as handed_over_at,
    max(case when record_kind = 'lead' and acceptance in ('已接收', '已接受', '接收') then 1 else 0 end) = 1
        as is_accepted,
    min(case when record_kind = 'lead' then first_followup_at end) as first_followup_at,
    sum(case when record_kind = 'deal' and {{ is_signed() }} then 1 else 0 end) as deals,
    min(case when record_kind = 'deal' and {{ is_signed() }} then recorded_at end) as signed_at,
    {{ money("sum(case when record_kind = 'deal' and " ~ is_signed() ~ " then amount else 0 end)") }}
        as signed_amount,
    min(case when tickets > 0 then ticket_class end) as ticket_class,
    sum(coalesce(tickets, 0)) as tickets,
    {{ money('sum(coalesce(ticket_revenue, 0))') }} as ticket_revenue,
    {{ money('sum(coalesce(ticket_fees, 0))') }} as ticket_fees,
    {{ money('sum(coalesce(ticket_refunds, 0))') }} as ticket_refunds,
    sum(case when record_kind = 'deal' and deal_kind = '意向金' and not coalesce(is_cancelled, false) then 1 else 0 end)
        as letters_of_intent
from resolved
group by event_id, person_key
