with told as (
    select *
    from {{ ref('int_identity_clusters') }}
),

links as (
    select
        told.identifier,
        told.identifier_kind,
        count(distinct case when holders.field = 'member' then holders.identifier end) as members,
        count(distinct case when holders.field = 'contact' then holders.identifier end) as contacts,
        count(distinct case when holders.field = 'customer' then holders.identifier end) as customers
    from told
    inner join told as holders on told.record_key = holders.record_key
    where
        told.fields > 1 and holders.fields > 1
        and told.field in ('phone', 'email', 'cookie', 'external_user', 'union_id')
        and holders.field in ('member', 'contact', 'customer')
    group by told.identifier, told.identifier_kind
),

counted as (
    select
        links.identifier,
        limits.linked_kind,
        limits.most_links,
        case limits.linked_kind
            when 'member' then links.members
            when 'contact' then links.contacts
            when 'customer' then links.customers
        end as links
    from links
    inner join {{ ref('identity_limits') }} as limits on links.identifier_kind = limits.identifier_kind
),

muted as (
    select
        identifier,
        min(cast(links as string) || ' ' || linked_kind || ' ids, at most ' || cast(most_links as string))
            as muted_reason
    from counted
    where links > most_links
    group by identifier
),

by_source as (
    select
        cluster_key,
        identifier,
        identifier_kind,
        source_name,
        min(seen_at) as first_seen_at
    from told
    group by cluster_key, identifier, identifier_kind, source_name
)

select
    by_source.cluster_key,
    by_source.identifier,
    by_source.identifier_kind,
    min(by_source.first_seen_at) as first_seen_at,
    count(*) as sources,
    max(case when muted.identifier is not null then 1 else 0 end) = 1 as is_muted,
    max(muted.muted_reason) as muted_reason
from by_source
left join muted on by_source.identifier = muted.identifier
group by by_source.cluster_key, by_source.identifier, by_source.identifier_kind
