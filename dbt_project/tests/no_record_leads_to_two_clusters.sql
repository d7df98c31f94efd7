-- While a record has two clusters the passes have not met; that an identifier has one is the grain of int_identifiers.
select record_key
from {{ ref('int_identity_clusters') }}
where fields > 1
group by record_key
having min(cluster_key) <> max(cluster_key)
