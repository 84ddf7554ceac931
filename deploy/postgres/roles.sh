#!/bin/sh
# Two roles and a database, made once, when the container's volume is empty: the owner of the tables, who migrates them,
# and the application's role, which owns nothing, so that row-level security holds for it.
set -eu
psql --set ON_ERROR_STOP=1 --username postgres \
    --set owner_password="$LIAISON_OWNER_PASSWORD" --set web_password="$LIAISON_WEB_PASSWORD" <<'SQL'
CREATE ROLE liaison_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE liaison_web LOGIN PASSWORD :'web_password';
CREATE DATABASE liaison OWNER liaison_owner ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0;
SQL
