select
    'wecom' as platform,
    members.account_id,
    members.chat_id,
    chats.chat_name,
    chats.owner_id,
    members.member_hash as external_hash,
    members.union_hash,
    members.state,
    members.join_scene,
    members.joined_at,
    members._pulled_at as last_seen_at
from {{ source('wecom', 'wecom__group_members') }} as members
left join {{ source('wecom', 'wecom__group_chats') }} as chats
    on members.account_id = chats.account_id and members.chat_id = chats.chat_id
where members.member_type = 2
