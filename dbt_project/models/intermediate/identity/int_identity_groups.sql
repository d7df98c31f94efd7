-- The eldest identifier of a person names the key. `own_key` is what an identifier's key was while it was the eldest:
-- every key that was ever published, in whatever order the data came, is the own key of some identifier.
with settled as (
    select
        identifiers.cluster_key,
        identifiers.identifier,
        identifiers.identifier_kind,
        identifiers.first_seen_at,
        identifiers.sources,
        coalesce(components.stood_alone, true) as stood_alone,
        coalesce(splits.eldest_identifier, components.eldest_identifier, identifiers.identifier) as eldest_identifier,
        case when splits.identifier is null then components.merged_at else splits.joined_at end as merged_at
    from {{ ref('int_identifiers') }} as identifiers
    left join {{ ref('int_identity_components') }} as components on identifiers.identifier = components.identifier
    left join {{ ref('int_identity_splits') }} as splits on identifiers.identifier = splits.identifier
),

merged as (
    select
        *,
        stood_alone and eldest_identifier <> identifier as is_merged
    from settled
)

select
    cluster_key,
    identifier,
    identifier_kind,
    first_seen_at,
    sources,
    {{ key_of(["'person'", 'eldest_identifier']) }} as person_key,
    {{ key_of(["'person'", 'identifier']) }} as own_key,
    is_merged,
    case when is_merged then merged_at end as merged_at
from merged
