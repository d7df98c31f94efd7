with pulls as (
    select
        connector as platform,
        account_id,
        pulled_at
    from {{ ref('stg_coverage') }}
    where feed = 'group_chats' and state = 'complete'
),

missed as (
    select
        members.platform,
        members.account_id,
        members.chat_id,
        members.external_hash,
        members.joined_at,
        count(*) as pulls_without,
        min(pulls.pulled_at) as first_missed_at
    from {{ ref('stg_community_members') }} as members
    inner join pulls
        on
            members.platform = pulls.platform
            and members.account_id = pulls.account_id
            and members.last_seen_at < pulls.pulled_at
    group by members.platform, members.account_id, members.chat_id, members.external_hash, members.joined_at
)

select
    {{ key_of(['members.platform', 'members.account_id', 'members.chat_id', 'members.external_hash',
        'members.joined_at']) }} as community_member_key,
    {{ business_day('members.joined_at') }} as date_day,
    coalesce(of_customer.person_key, of_union.person_key, 'unknown') as person_key,
    {{ key_of(['members.platform', 'members.account_id']) }} as account_key,
    coalesce(states.channel_id, case when members.state is null then 'unknown' else 'unassigned' end) as channel_id,
    members.platform as source_name,
    members.chat_id,
    members.chat_name,
    members.owner_id,
    cast(members.join_scene as bigint) as join_scene,
    members.joined_at,
    members.last_seen_at,
    case when missed.pulls_without >= 2 then missed.first_missed_at end as left_at,
    coalesce(missed.pulls_without, 0) < 2 as is_current
from {{ ref('stg_community_members') }} as members
left join missed
    on
        members.platform = missed.platform
        and members.account_id = missed.account_id
        and members.chat_id = missed.chat_id
        and members.external_hash = missed.external_hash
        and members.joined_at = missed.joined_at
left join {{ ref('int_identity_groups') }} as of_customer
    on 'external:' || members.external_hash = of_customer.identifier
left join {{ ref('int_identity_groups') }} as of_union
    on 'union:' || members.union_hash = of_union.identifier
left join {{ ref('contact_states') }} as states on members.state = states.state
