with pulls as (
    select
        connector as platform,
        account_id,
        pulled_at
    from {{ ref('stg_coverage') }}
    where feed = 'contacts' and state = 'complete'
),

missed as (
    select
        contacts.platform,
        contacts.account_id,
        contacts.external_hash,
        contacts.staff_id,
        contacts.added_at,
        count(*) as pulls_without,
        min(pulls.pulled_at) as first_missed_at
    from {{ ref('stg_private_contacts') }} as contacts
    inner join pulls
        on
            contacts.platform = pulls.platform
            and contacts.account_id = pulls.account_id
            and contacts.last_seen_at < pulls.pulled_at
    group by
        contacts.platform, contacts.account_id, contacts.external_hash, contacts.staff_id, contacts.added_at
),

told as (
    select
        contacts.*,
        coalesce(persons.person_key, 'unknown') as person_key,
        coalesce(states.channel_id, case when contacts.state is null then 'unknown' else 'unassigned' end)
            as channel_id,
        case when missed.pulls_without >= 2 then missed.first_missed_at end as removed_at
    from {{ ref('stg_private_contacts') }} as contacts
    left join missed
        on
            contacts.platform = missed.platform
            and contacts.account_id = missed.account_id
            and contacts.external_hash = missed.external_hash
            and contacts.staff_id = missed.staff_id
            and contacts.added_at = missed.added_at
    left join {{ ref('int_identity_groups') }} as persons
        on 'external:' || contacts.external_hash = persons.identifier
    left join {{ ref('contact_states') }} as states on contacts.state = states.state
)

select
    {{ key_of(['platform', 'account_id', 'external_hash', 'staff_id', 'added_at']) }} as private_contact_key,
    *,
    row_number() over (
        partition by person_key order by added_at, platform, account_id, staff_id, external_hash
    ) = 1 and person_key <> 'unknown' as is_first_add
from told
