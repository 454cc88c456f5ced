-- Tables that keep evidence (intake log, events, journal) refuse every change but an insert, twice over: by trigger, which
-- binds the owner too, and by privilege, which binds the application's role before a trigger is reached.

create function refuse_change() returns trigger
    language plpgsql
as $$
begin
    raise exception '% on % is refused: the table is append-only', tg_op, tg_table_name
        using errcode = 'restrict_violation',
              hint = 'Append a correcting row instead.';
end
$$;

-- "enable always": a session that sets session_replication_role = replica does not slip past the triggers.
create procedure make_append_only(table_name text)
    language plpgsql
as $$
declare
    target constant regclass := table_name::regclass;
begin
    execute format('create trigger refuse_row_change before update or delete on %s for each row execute function refuse_change()', target);
    execute format('create trigger refuse_truncate before truncate on %s for each statement execute function refuse_change()', target);
    execute format('alter table %s enable always trigger refuse_row_change', target);
    execute format('alter table %s enable always trigger refuse_truncate', target);
    execute format('revoke update, delete, truncate on %s from public', target);
    if exists (select from pg_roles where rolname = 'settlement_app') then
        execute format('revoke update, delete, truncate on %s from settlement_app', target);
    end if;
end
$$;

-- Least privilege for the application's role, given anew after the migrations: a table that carries refuse_change() (a
-- partition inherits it) may be read and appended to, any other may be written; nothing may be truncated, created or owned.
-- On a shared server only what the migrating user owns is touched.
create procedure grant_application_rights()
    language plpgsql
as $$
declare
    target record;
begin
    if not exists (select from pg_roles where rolname = 'settlement_app') then
        return;
    end if;

    for target in
        select nspname as name
        from pg_namespace
        where nspname <> 'information_schema' and nspname !~ '^pg_' and pg_has_role(nspowner, 'usage')
    loop
        execute format('grant usage on schema %I to settlement_app', target.name);
        execute format('revoke create on schema %I from public, settlement_app', target.name);
    end loop;

    for target in
        select c.oid::regclass as name,
               case
                   when c.relkind = 'S' then 'usage, select on sequence'
                   when c.relkind in ('v', 'm') or c.relname = 'schema_versions' then 'select on'
                   when exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgfoid = 'refuse_change'::regproc) then 'select, insert on'
                   else 'select, insert, update, delete on'
               end as rights
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
          and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
          and pg_has_role(c.relowner, 'usage')
    loop
        execute format('revoke all on %s from settlement_app', target.name);
        execute format('grant %s %s to settlement_app', target.rights, target.name);
    end loop;

    revoke execute on procedure make_append_only(text), grant_application_rights() from public;
end
$$;
