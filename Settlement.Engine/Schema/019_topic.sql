-- What the engine knows of a topic's records besides their payments; with PostgreSQL's own intake log nothing here is used.

-- W3C trace context of the request, or the partner's record, that brought the payment: the events that the payment causes are relayed with it. Null
-- where it came with none.
alter table intake_log add column trace_parent text collate "C";

-- Of each partition how far its records were taken into intake_log, and up to where all of them were done at that moment: whatever has no saga yet stands
-- between the two, and nobody has to look for it in the whole log. Written with the records' own commit; rows of intake_log themselves cannot tell, since
-- positions of different partitions are in no order of time.
create table intake_partitions (
    partition int    primary key,
    taken     bigint not null,
    done      bigint not null
);
