-- Dead letters: what groups of them are counted by, and setting one aside. What a group needs is written down with each letter, once, so that
-- counting reads neither payloads nor reasons.

-- The reason without what differs from letter to letter: ids and numbers.
create function failure_cause(reason text) returns text
    language sql immutable parallel safe
    return left(regexp_replace(reason, '''[^'']*''|[0-9a-fA-F]{8}[0-9a-fA-F-]*|[0-9]+', '…', 'g'), 200);

-- What a record of the topic says of its payment, in units of its currency; nulls where nothing can be read, since a record may hold anything.
-- No currency has more than four decimals, and no amount more than 19 digits. Two-person rules do not rest on it: a preview reads the record itself.
create type record_payment as (currency text, amount numeric, party text);

create function payment_of_record(body bytea) returns record_payment
    language plpgsql immutable strict
as $$
declare
    written text;
    payment record_payment;
begin
    select substring(p.source_currency from '^[A-Z]{3}$'), case when length(p.counterparty_id) <= 200 then substring(p.counterparty_id from '^[^[:cntrl:] ]+$') end, left(p.amount, 65)
    into payment.currency, payment.party, written
    from json_to_record(convert_from(body, 'UTF8')::json) as p (source_currency text, counterparty_id text, amount text);

    if written ~ '^[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?$' and length(written) <= 64 then
        payment.amount := written::numeric;
        if abs(payment.amount) >= 1e19 or scale(trim_scale(payment.amount)) > 4 then
            payment.amount := null;
        end if;
    end if;
    return payment;
exception
    -- No text, no JSON, no object, or nested too deeply.
    when data_exception or invalid_parameter_value or program_limit_exceeded then
        return null;
end
$$;

alter table dead_letters
    add column cause text not null generated always as (failure_cause(reason)) stored;

alter table intake_dead_letters
    add column cause   text not null generated always as (failure_cause(message)) stored,
    add column payment record_payment generated always as (payment_of_record(body)) stored;

-- Set aside by an operator, and put back: the latest row of a letter says which. The letter itself stays as it was.
create table dead_letter_moves (
    position  bigint      generated always as identity primary key,
    letter_id text        collate "C" not null check (letter_id ~ '^(letter|record)_[0-9]+$'),
    is_aside  boolean     not null,
    action_id text        not null references operator_actions,
    moved_at  timestamptz not null,
    moved_by  text        not null,
    reason    text        not null
);
create index dead_letter_moves_letter on dead_letter_moves (letter_id, position);
call make_append_only('dead_letter_moves');
