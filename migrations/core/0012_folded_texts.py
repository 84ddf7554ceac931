"""Fold names as people search for them, and keep the letters and the work in the order in which they are listed"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "core0012"
down_revision = "core0011"
branch_labels = None
depends_on = None

#: Latin, Greek and Cyrillic capitals, and other signs that stand for a small letter, beside those written out below.
_LETTERS = [
    chr(code)
    for code in (*range(0x80, 0x530), *range(0x1E00, 0x2000))
    if unicodedata.is_normalized("NFKD", chr(code))
    and not unicodedata.combining(chr(code))
    and chr(code) not in "ŒÆØĐŁ"
]
CAPITALS = "".join(sign for sign in _LETTERS if sign.casefold() != sign and len(sign.casefold()) == 1)
SMALL = CAPITALS.casefold()

#: core.language.folding.fold, step by step. The quickest first: most texts are plain, and most others are once their
#: accents are gone. The apostrophe among the accents goes before they do, since it would fall apart into a space.
FOLD = f"""
CREATE FUNCTION liaison_fold(said text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  IF octet_length(said) > char_length(said) THEN
    said := regexp_replace(
      normalize(replace(said, E'\\u00b4', ''''), NFKD), '[\\u0300-\\u034e\\u0350-\\u036f\\u0483-\\u0487]+', '', 'g');
    said := replace(replace(replace(said, E'\\u2019', ''''), E'\\u2013', '-'), 'œ', 'oe');
    IF octet_length(said) > char_length(said) THEN
      said := replace(replace(replace(said, 'Œ', 'oe'), 'æ', 'ae'), 'Æ', 'ae');
      said := replace(replace(said, 'ß', 'ss'), E'\\u1e9e', 'ss');
      said := translate(
        said,
        E'\\u2018\\u02bc\\u201b\\u2032\\u2010\\u2011\\u2012\\u2014\\u2212øØđĐłŁ{CAPITALS}\\u0085\\u1680\\u2028\\u2029',
        '''''''''-----ooddll{SMALL}    ');
    END IF;
  END IF;
  said := translate(said, E'`\\t\\n\\x0b\\f\\r\\x1c\\x1d\\x1e\\x1f', '''         ');
  IF position('  ' IN said) > 0 THEN
    said := regexp_replace(said, ' {{2,}}', ' ', 'g');
  END IF;
  RETURN btrim(lower(said COLLATE "C"), ' ');
END $$
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(FOLD.replace("%", "%%"))
    folded = {
        "person": "COALESCE(last_name, '') || ' ' || COALESCE(first_name, '') || ' ' || COALESCE(email, '')",
        "message": "COALESCE(to_name, '') || ' ' || COALESCE(to_address, '') || ' ' || COALESCE(subject, '')",
    }
    for table, said in folded.items():
        computed = sa.Computed(f"liaison_fold({said})", persisted=True)
        op.add_column(table, sa.Column("search", sa.String(collation="C"), computed, nullable=False))
    failed = sa.Computed("state = 'failed'", persisted=True)
    op.add_column("message", sa.Column("failed", sa.Boolean(), failed, nullable=False))
    op.create_index("ix_message_listed", "message", ["tenant_id", "failed", "written_at", "id"])
    op.create_index("ix_job_run_listed", "job_run", ["tenant_id", "created_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_job_run_listed", "job_run")
    op.drop_index("ix_message_listed", "message")
    for table, column in (("message", "failed"), ("message", "search"), ("person", "search")):
        op.drop_column(table, column)
    op.execute("DROP FUNCTION liaison_fold")
