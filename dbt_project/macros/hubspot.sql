{#- Records of a kind that HubSpot keeps in the bin, or lists no more though they did not change since: deleted for good,
    or merged into another. `kind` is the column that says it where a table holds several kinds. -#}
{% macro gone_from_hubspot(table, key, kind=none) -%}
    {%- set listed = source('hubspot', 'hubspot__record_ids') %}
    (
        select
            records.account_id,
            records.{{ key }} as record_id,
            coalesce(known.archived_at, lists.listed_at) as gone_at,
            known.record_id is null as is_purged
        from {{ source('hubspot', 'hubspot__' ~ table) }} as records
        inner join (
            select account_id, object_name, max(_pulled_at) as listed_at
            from {{ listed }}
            group by account_id, object_name
        ) as lists
            on
                records.account_id = lists.account_id
                and lists.object_name = {{ 'records.' ~ kind if kind else "'" ~ table ~ "'" }}
        left join {{ listed }} as known
            on
                lists.account_id = known.account_id
                and lists.object_name = known.object_name
                and records.{{ key }} = known.record_id
        where known.archived_at is not null or (known.record_id is null and records.updated_at < lists.listed_at)
    )
{%- endmacro %}
