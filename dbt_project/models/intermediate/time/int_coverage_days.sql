with covered as (
    select
        connector,
        feed,
        account_id,
        date_day,
        min(state) as state,
        min(reason) as reason
    from {{ ref('stg_coverage') }}
    group by connector, feed, account_id, date_day
),

running as (
    select distinct
        connector,
        feed
    from {{ ref('stg_streams') }}
    where load_kind <> 'snapshot'
),

feeds as (
    select
        covered.connector,
        covered.feed,
        min(covered.date_day) as first_date,
        max(covered.date_day) as last_date
    from covered
    inner join running on covered.connector = running.connector and covered.feed = running.feed
    group by covered.connector, covered.feed
),

accounts as (
    select
        connector,
        account_id
    from {{ ref('stg_configured_accounts') }}
),

due as (
    select
        feeds.connector,
        feeds.feed,
        accounts.account_id,
        days.date_day
    from feeds
    inner join accounts on feeds.connector = accounts.connector
    inner join {{ ref('int_days') }} as days on days.date_day between feeds.first_date and feeds.last_date
)

select
    coalesce(due.connector, covered.connector) as connector,
    coalesce(due.feed, covered.feed) as feed,
    coalesce(due.account_id, covered.account_id) as account_id,
    coalesce(due.date_day, covered.date_day) as date_day,
    coalesce(covered.state, 'missing') as state,
    case when covered.state is null then 'never loaded' else covered.reason end as reason
from due
full outer join covered
    on
        due.connector = covered.connector
        and due.feed = covered.feed
        and due.account_id = covered.account_id
        and due.date_day = covered.date_day
