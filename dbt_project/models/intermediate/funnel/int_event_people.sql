with records as (
    select
        people.*,
        persons.person_key as known_person_key
    from {{ ref('stg_event_people') }} as people
    left join {{ ref('int_identity_groups') }} as persons
        on coalesce('phone:' || people.phone_hash, 'email:' || people.email_hash) = persons.identifier
),

resolved as (
    select
        records.*,
        case records.intent_level when '高' then 'A' when '中' then 'B' when '低' then 'C' else records.intent_level end
            as level,
        coalesce(
            records.known_person_key,
            {{ key_of(['records.platform', 'records.event_id', 'records.record_kind', 'records.account_id',
                'records.record_id']) }}
        ) as person_key
    from records
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
    sum(case when record_kind = 'deal' and deal_kind = '意向金' and not coalesce(is_cancelled, false) then 1 else 0 end)
        as letters_of_intent
from resolved
group by event_id, person_key
