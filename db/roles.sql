-- The two roles, the database and its extensions, made by an administrator (Postgres 16 to 18).
--
--   CMIS_OWNER_PASSWORD=… CMIS_APP_PASSWORD=… psql "$ADMIN_URL" -f db/roles.sql
--
-- cmis_owner owns the database and migrates it (DATABASE_OWNER_URL); cmis_app is all the product ever
-- connects as (DATABASE_URL), and row-level security holds for both. May be run again at any time.

\set ON_ERROR_STOP on
\getenv owner_password CMIS_OWNER_PASSWORD
\getenv app_password CMIS_APP_PASSWORD
SET client_min_messages = warning;

-- New roles are NOSUPERUSER NOBYPASSRLS NOCREATEROLE; saying so would need a superuser where the
-- administrator of a managed Postgres is none.
SELECT format('CREATE ROLE %I LOGIN', role)
FROM (VALUES ('cmis_owner'), ('cmis_app')) AS wanted (role)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role)
\gexec
ALTER ROLE cmis_owner PASSWORD :'owner_password';
ALTER ROLE cmis_app PASSWORD :'app_password';
GRANT cmis_owner TO CURRENT_USER;

SELECT 'CREATE DATABASE cmis OWNER cmis_owner TEMPLATE template0 ENCODING ''UTF8'''
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'cmis')
\gexec
REVOKE ALL ON DATABASE cmis FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE cmis TO cmis_app; -- temporary: the staging table of a bulk load

\connect cmis
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS citext;
CREATE EXTENSION IF NOT EXISTS unaccent;
