{%- set key = ['platform', 'account_id', 'external_hash', 'staff_id', 'added_at'] -%}
with missed as (
    {{ gone_since(ref('stg_private_contacts'), 'contacts', key) }}
),

told as (
    select
        contacts.*,
        coalesce(persons.person_key, 'unknown') as person_key,
        coalesce(states.channel_id, case when contacts.state is null then 'unknown' else 'unassigned' end)
            as channel_id,
        missed.gone_at as removed_at
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
    {{ key_of(key) }} as private_contact_key,
    *,
    row_number() over (
        partition by person_key order by added_at, platform, account_id, staff_id, external_hash
    ) = 1 and person_key <> 'unknown' as is_first_add
from told
