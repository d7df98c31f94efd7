with numbers as (
    {{ dbt.generate_series(30) }}
),

told as (
    select
        contacts.account_id,
        contacts.external_hash,
        contacts.staff_id,
        contacts.added_at,
        trim(split_part(contacts.tag_ids, ';', cast(numbers.generated_number as integer))) as tag_id
    from {{ source('wecom', 'wecom__contacts') }} as contacts
    cross join numbers
    where contacts.tag_ids is not null
)

select distinct
    'wecom' as platform,
    told.account_id,
    told.external_hash,
    told.staff_id,
    told.added_at,
    told.tag_id,
    tags.tag_name,
    tags.tag_group_name
from told
left join {{ source('wecom', 'wecom__corp_tags') }} as tags
    on told.account_id = tags.account_id and told.tag_id = tags.tag_id
where length(told.tag_id) > 0
