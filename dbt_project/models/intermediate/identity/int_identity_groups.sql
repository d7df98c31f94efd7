-- The eldest identifier of a person names the key. `own_key` is what an identifier's key was while it was the eldest:
-- every key that was ever published, in whatever order the data came, is the own key of some identifier.
with settled as (
    select
        components.identifier,
        components.identifier_kind,
        components.first_seen_at,
        components.node_no,
        components.stood_alone,
        coalesce(splits.label_no, components.label_no) as label_no,
        case when splits.identifier is null then components.merged_at else splits.joined_at end as merged_at
    from {{ ref('int_identity_components') }} as components
    left join {{ ref('int_identity_splits') }} as splits on components.identifier = splits.identifier
)

select
    settled.identifier,
    settled.identifier_kind,
    settled.first_seen_at,
    {{ key_of(["'person'", 'eldest.identifier']) }} as person_key,
    {{ key_of(["'person'", 'settled.identifier']) }} as own_key,
    settled.stood_alone and settled.label_no <> settled.node_no as is_merged,
    case when settled.stood_alone and settled.label_no <> settled.node_no then settled.merged_at end as merged_at
from settled
inner join {{ ref('int_identity_components') }} as eldest on settled.label_no = eldest.node_no
