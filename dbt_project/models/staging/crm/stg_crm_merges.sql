with numbers as (
    {{ dbt.generate_series(20) }}
),

listed as (
    select
        contacts.account_id,
        contacts.contact_id as winner_id,
        trim(split_part(contacts.merged_ids, ';', cast(numbers.generated_number as integer))) as loser_id
    from {{ source('hubspot', 'hubspot__contacts') }} as contacts
    cross join numbers
    where contacts.merged_ids is not null
)

select
    'hubspot' as platform,
    lost.account_id,
    lost.loser_id,
    max(coalesce(later.winner_id, lost.winner_id)) as winner_id
from listed as lost
left join listed as later on lost.account_id = later.account_id and lost.winner_id = later.loser_id
where length(lost.loser_id) > 0
group by lost.account_id, lost.loser_id
