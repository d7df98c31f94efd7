{%- set key = ['platform', 'account_id', 'chat_id', 'external_hash', 'joined_at'] -%}
with missed as (
    {{ gone_since(ref('stg_community_members'), 'group_chats', key) }}
)

select
    {{ key_of(['members.platform', 'members.account_id', 'members.chat_id', 'members.external_hash',
        'members.joined_at']) }} as community_member_key,
    {{ business_day('members.joined_at') }} as date_day,
    members.person_key,
    {{ key_of(['members.platform', 'members.account_id']) }} as account_key,
    coalesce(states.channel_id, case when members.state is null then 'unknown' else 'unassigned' end) as channel_id,
    members.platform as source_name,
    members.chat_id,
    members.chat_name,
    members.owner_id,
    cast(members.join_scene as bigint) as join_scene,
    members.joined_at,
    members.last_seen_at as observed_at,
    missed.gone_at as left_at,
    missed.gone_at is null as is_current
from {{ ref('int_community_members') }} as members
left join missed
    on
        members.platform = missed.platform
        and members.account_id = missed.account_id
        and members.chat_id = missed.chat_id
        and members.external_hash = missed.external_hash
        and members.joined_at = missed.joined_at
left join {{ ref('contact_states') }} as states on members.state = states.state
