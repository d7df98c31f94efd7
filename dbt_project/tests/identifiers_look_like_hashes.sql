-- No e-mail address and no phone number may get this far.
select identifier
from {{ ref('int_identifiers') }}
where identifier like '%@%' or (identifier_kind in ('email', 'phone') and length(identifier) < 40)
