"""A big workspace beside many small ones, written by set: conversations with five messages each, in four languages.

Texts come from a pool made once (words by Zipf's law), so that tokenising does not take the time; every twentieth message
has an order number of its own.
"""

import random
from dataclasses import dataclass
from itertools import accumulate

import asyncpg

from heard.kit import tokens

MESSAGES = 5
SYLLABLES = {
    "ru": "ко ра ви ше ло та ни пе до сту про зна бы ме го вы при за на по ру ди че жи".split(),
    "tr": "ka ra li se ğu ta ni pe dö sü şa çı ba me go vi ış za na yo ru di ce gi".split(),
    "en": "con ta ble re ver ing ment pro sta ter ly cur ad dis per mo ti on ar en fi gra".split(),
    "zh": list(
        "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    ),
}
WORDS = {
    "ru": "заказ возврат где когда мой доставка спасибо возврата заказа оплата курьер товар деньги".split(),
    "tr": "sipariş siparişim iade nerede kargo ne zaman merhaba teşekkürler İstanbul Iğdır ürün".split(),
    "en": "order refund where is my the delivery not please tracking number account missing when".split(),
    "zh": "退款 订单 快递 发票 客服 物流 支付 账号 投诉 换货 收货 什么时候 没有收到 质量问题 訂單 發貨".split(),
}
# Of a thousand conversations 300 are in the first, and one is in the last.
LANGUAGES = "en ru zh-Hans tr de zh-Hant fr uk fi".split()
# In private, comments, mentions, these gone private, reviews; of a thousand two posts.
KINDS_OF_THREADS = [8, 2, 4, 12, 16, 1]
NAMES = "Olga Ivan Ayşe Mehmet Anna John Wei Li Emma Noah Fatma Юлия Пётр 王芳 李伟 Ali Maria Tom Kate Deniz".split()
HEAVY = ("messages", "conversations", "threads", "identities", "contacts")


@dataclass(frozen=True)
class Tenant:
    """A workspace to fill: its accounts with their networks, teams, members and tags."""

    id: int
    accounts: list[int]
    networks: list[str]
    teams: list[int]
    members: list[int]
    tags: list[int]


async def texts(connection: asyncpg.Connection, number: int) -> None:
    """Make the pool the messages' texts are taken from."""
    dice = random.Random(7)
    pools = {language: vocabulary(language, dice) for language in WORDS}
    rows = []
    for at in range(number):
        language = dice.choices(list(WORDS), (25, 25, 20, 30))[0]
        words, weights = pools[language]
        count = max(1, min(40, round(dice.lognormvariate(2.0, 0.6))))
        said = ("" if language == "zh" else " ").join(dice.choices(words, cum_weights=weights, k=count))
        if at % 500 == 0:
            said = "tracking number missing again 👍"
        rows.append((at, said, " ".join(tokens.tokens(said))))
    await connection.execute("DROP TABLE IF EXISTS bench_pool")
    await connection.execute("CREATE TABLE bench_pool (id bigint PRIMARY KEY, text text, tokens text)")
    await connection.copy_records_to_table("bench_pool", records=rows)
    await connection.execute("ANALYZE bench_pool")


def vocabulary(language: str, dice: random.Random) -> tuple[list[str], list[float]]:
    """Words of a language, and how often each comes: the real ones first, then made-up ones."""
    syllables = SYLLABLES[language]
    sizes = (2, 2) if language == "zh" else (2, 4)
    made = {"".join(dice.choices(syllables, k=dice.randint(*sizes))) for _ in range(12_000)}
    words = [*WORDS[language], *sorted(made - set(WORDS[language]))]
    return words, list(accumulate(1 / rank for rank in range(1, len(words) + 1)))


async def tenant(connection: asyncpg.Connection, name: str) -> Tenant:
    """One more workspace with a team, an account and a member."""
    workspace = await connection.fetchval("INSERT INTO workspaces (name, stale_days) VALUES ($1, 0) RETURNING id", name)
    await connection.execute("INSERT INTO conversation_counters (workspace_id) VALUES ($1)", workspace)
    return await grown(connection, workspace, teams=1, members=1, tags=3, networks=["x"])


async def grown(
    connection: asyncpg.Connection, workspace: int, *, teams: int, members: int, tags: int, networks: list[str]
) -> Tenant:
    """Teams, members (agents, each in a team), tags and accounts for a workspace."""
    team_ids = [
        await connection.fetchval(
            "INSERT INTO teams (workspace_id, name) VALUES ($1, $2) RETURNING id", workspace, f"T{at}"
        )
        for at in range(teams)
    ]
    member_ids = []
    for at in range(members):
        user = await connection.fetchval(
            "INSERT INTO users (email, name, password_hash) VALUES ($1, $2, '') RETURNING id",
            f"a{at}@w{workspace}.example.com",
            f"Agent {at}",
        )
        member_ids.append(user)
        await connection.execute(
            "INSERT INTO memberships (workspace_id, user_id, role) VALUES ($1, $2, 'agent')", workspace, user
        )
        await connection.execute(
            "INSERT INTO team_members (workspace_id, team_id, user_id) VALUES ($1, $2, $3)",
            workspace,
            team_ids[at % len(team_ids)],
            user,
        )
    account_ids = await connected(connection, workspace, team_ids[0], networks)
    tag_ids = [
        await connection.fetchval(
            "INSERT INTO tags (workspace_id, name) VALUES ($1, $2) RETURNING id", workspace, f"t{at}"
        )
        for at in range(tags)
    ]
    return Tenant(workspace, account_ids, networks, team_ids, member_ids, tag_ids)


async def connected(connection: asyncpg.Connection, workspace: int, team: int, networks: list[str]) -> list[int]:
    """Accounts, one on each network."""
    return [
        await connection.fetchval(
            "INSERT INTO accounts (workspace_id, network, name, hook_key, team_id, secrets) "
            "VALUES ($1, $2, $2, $3, $4, '') RETURNING id",
            workspace,
            network,
            f"bench {workspace} {at}",
            team,
        )
        for at, network in enumerate(networks)
    ]


async def drop_indexes(connection: asyncpg.Connection) -> list[str]:
    """Take off the indexes that can be built afterwards at once, which is faster; what makes them again."""
    rows = await connection.fetch(
        """
        SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.tablename = ANY($1) AND i.indexname NOT LIKE 'pk_%'
          AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)
        """,
        list(HEAVY),
    )
    for row in rows:
        await connection.execute(f'DROP INDEX "{row["indexname"]}"')
    return [row["indexdef"] for row in rows]


async def fill(connection: asyncpg.Connection, tenant: Tenant, conversations: int) -> None:
    """Fill a workspace. The newest quarter holds what is new (5 %) and pending (3 %); the rest is resolved."""
    base = await connection.fetchval("SELECT coalesce(max(id), 0) FROM conversations")
    values = {
        "workspace": tenant.id,
        "mark": tokens._mark(tenant.id),
        "base": base,
        "n": conversations,
        "accounts": tenant.accounts,
        "networks": tenant.networks,
        "teams": tenant.teams,
        "members": tenant.members,
        "tags": tenant.tags,
        "names": NAMES,
        "languages": LANGUAGES,
        "kinds": KINDS_OF_THREADS,
        "folded": [tokens.fold(name) for name in NAMES],
        "pool": await connection.fetchval("SELECT count(*) FROM bench_pool"),
    }
    for each in STATEMENTS:
        statement = each
        names = [name for name in values if f":{name}:" in statement]
        for at, name in enumerate(names, 1):
            statement = statement.replace(f":{name}:", f"${at}::{KINDS.get(name, 'bigint')}")
        await connection.execute(statement, *(values[name] for name in names), timeout=1800)


async def finish(connection: asyncpg.Connection) -> None:
    """Let the sequences go on after what was written, and let the planner know what there is."""
    for table in HEAVY:
        await connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) + 1 FROM {table}))"
        )
    await connection.execute(
        "UPDATE conversation_counters c SET last = coalesce((SELECT max(number) FROM conversations v "
        "WHERE v.workspace_id = c.workspace_id), 0)"
    )
    await connection.execute("VACUUM ANALYZE", timeout=1800)


KINDS = {
    "mark": "text",
    "accounts": "bigint[]",
    "networks": "text[]",
    "teams": "bigint[]",
    "members": "bigint[]",
    "tags": "bigint[]",
    "names": "text[]",
    "languages": "text[]",
    "kinds": "smallint[]",
    "folded": "text[]",
}
# Each conversation n is of contact n / 2; only the second of each can be open. A small number of hash of n chooses all else.
STATEMENTS = (
    """
    INSERT INTO contacts (id, workspace_id, name) OVERRIDING SYSTEM VALUE
    SELECT :base: + n, :workspace:, (:names:)[1 + n % 20] || ' ' || n FROM generate_series(1, (:n: + 1) / 2) n
    """,
    """
    INSERT INTO identities (id, workspace_id, contact_id, network, external_id, handle, name, tokens) OVERRIDING SYSTEM VALUE
    SELECT :base: + n, :workspace:, :base: + n, 'x', n::text, 'u' || n, (:names:)[1 + n % 20] || ' ' || n,
      array_to_tsvector(ARRAY[:mark: || (:folded:)[1 + n % 20], :mark: || n,
        :mark: || '@u' || n, :mark: || 'u' || n, :mark: || 'u'])
    FROM generate_series(1, (:n: + 1) / 2) n
    """,
    """
    INSERT INTO conversations (id, workspace_id, number, account_id, network, contact_id, identity_id, state, priority, team_id,
      assignee_id, tag_ids, waiting_since, last_message_at, last_inbound_at, last_direction, preview, has_public, has_private,
      kinds, failed, resolved_at, resolve_reason, due_at, language, language_by) OVERRIDING SYSTEM VALUE
    SELECT :base: + n, :workspace:, n, (:accounts:)[1 + h % cardinality(:accounts:)],
      (:networks:)[1 + h % cardinality(:networks:)], :base: + (n + 1) / 2, :base: + (n + 1) / 2, state,
      (ARRAY[2, 2, 2, 2, 3, 1, 0])[1 + h / 3 % 7], (:teams:)[1 + least(h / 5 % 7, h / 11 % cardinality(:teams:))],
      CASE WHEN h / 7 % 10 < 7 THEN (:members:)[1 + h / 13 % cardinality(:members:)] END,
      CASE WHEN h / 17 % 3 = 0 THEN ARRAY[(:tags:)[1 + least(h / 19 % cardinality(:tags:), h / 23 % cardinality(:tags:))]]
        ELSE '{}' END,
      CASE WHEN state = 'new' THEN at - interval '10 minutes' ELSE '9999-01-01 00:00:00+00' END, at, at,
      CASE WHEN state = 'pending' THEN 'out' ELSE 'in' END,
      'a preview of some eighty letters, as long as most of them are on the list',
      true, h % 2 = 0, (:kinds:)[1 + width_bucket(h / 37 % 1000, ARRAY[400, 700, 880, 950, 998])],
      (state <> 'resolved' AND h / 29 % 50 = 0)::int, CASE WHEN state = 'resolved' THEN at END,
      CASE WHEN state = 'resolved' THEN 'answered' END,
      CASE WHEN state = 'new' THEN at + interval '1 day' ELSE '9999-01-01 00:00:00+00' END,
      (:languages:)[1 + width_bucket(h / 31 % 1000, ARRAY[300, 550, 750, 900, 950, 980, 995, 999])], 'machine'
    FROM (SELECT n, h, now() - (:n: - n)::float / :n: * interval '365 days' AS at,
        CASE WHEN n % 2 = 1 OR n < :n: * 0.75 OR h % 100 >= 64 THEN 'resolved' WHEN h % 100 < 40 THEN 'new' ELSE 'pending' END
        AS state
      FROM (SELECT n, abs(hashint8(n)::bigint) AS h FROM generate_series(1, :n:) n) dice) made
    """,
    """
    INSERT INTO threads (id, workspace_id, account_id, external_key, conversation_id, visibility, kind, last_inbound_at)
      OVERRIDING SYSTEM VALUE
    SELECT id, workspace_id, account_id, 'bench ' || id, id, 'public', 'comment', last_inbound_at FROM conversations
    WHERE workspace_id = :workspace: AND id > :base:
    """,
    """
    INSERT INTO messages (workspace_id, conversation_id, thread_id, account_id, external_id, direction, visibility, author_kind,
      author_id, text, at, sort_at, received_at, tokens)
    SELECT c.workspace_id, c.id, c.id, c.account_id, 'bench ' || m, CASE WHEN k % 2 = 1 THEN 'in' ELSE 'out' END, 'public',
      CASE WHEN k % 2 = 1 THEN 'contact' ELSE 'network_app' END, CASE WHEN k % 2 = 1 THEN c.identity_id END,
      CASE WHEN m % 20 = 0 THEN p.text || ' TR-' || lpad(m::text, 8, '0') ELSE p.text END, at, at, at,
      array_to_tsvector(string_to_array(:mark: || replace(CASE WHEN m % 20 = 0
        THEN concat_ws(' ', nullif(p.tokens, ''), 'tr', lpad(m::text, 8, '0'), 'tr-' || lpad(m::text, 8, '0'))
        ELSE p.tokens END, ' ', ' ' || :mark:), ' '))
    FROM (SELECT c.*, k, c.id * 5 + k AS m, c.last_message_at - (5 - k) * interval '2 minutes' AS at
        FROM conversations c, generate_series(1, 5) k WHERE c.workspace_id = :workspace: AND c.id > :base: ORDER BY c.id, k) c
    JOIN bench_pool p ON p.id = abs(hashint8(m)::bigint) % :pool:
    """,
    """
    WITH written AS (
      INSERT INTO notes (workspace_id, conversation_id, author_id, text, mentions, at, tokens)
      SELECT workspace_id, id, (:members:)[1], 'please look at this order', ARRAY[member], last_message_at,
        array_to_tsvector(ARRAY[:mark: || 'please', :mark: || 'look', :mark: || 'at', :mark: || 'this', :mark: || 'order'])
      FROM (SELECT c.*, (:members:)[1 + c.id / 100 % cardinality(:members:)] AS member FROM conversations c
        WHERE c.workspace_id = :workspace: AND c.id > :base: AND c.id % 100 = 0 ORDER BY c.id DESC LIMIT 10000) c
      RETURNING id, workspace_id, conversation_id, mentions, at)
    INSERT INTO mentions (note_id, user_id, workspace_id, conversation_id, at, seen_at)
    SELECT id, mentions[1], workspace_id, conversation_id, at, CASE WHEN id % 10 > 0 THEN at END FROM written
    """,
)
