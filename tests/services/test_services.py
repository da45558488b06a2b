"""Each real service answers, with the drivers that the product uses."""

from __future__ import annotations

import re
import uuid

import pymongo
import redis
import sqlalchemy


def sql_version(url: str) -> str:
    engine = sqlalchemy.create_engine(url)
    try:
        with engine.connect() as connection:
            assert connection.execute(sqlalchemy.text("SELECT '降噪耳机 🎧'")).scalar() == "降噪耳机 🎧"
            return str(connection.execute(sqlalchemy.text("SELECT VERSION()")).scalar())
    finally:
        engine.dispose()


def test_mariadb_answers(mariadb_url: str) -> None:
    assert "MariaDB" in sql_version(mariadb_url)


def test_mysql_answers_and_is_no_mariadb(mysql_url: str) -> None:
    version = sql_version(mysql_url)
    assert re.match(r"(8|9)\.", version) and "MariaDB" not in version


def test_mongodb_keeps_a_document(mongo_url: str) -> None:
    with pymongo.MongoClient(mongo_url, serverSelectionTimeoutMS=5000) as client:
        documents = client.get_default_database()[f"probe_{uuid.uuid4().hex}"]
        documents.insert_one({"_id": 1, "text": "有没有三千以下的降噪耳机"})
        try:
            assert documents.find_one({"text": {"$regex": "降噪"}}) == {"_id": 1, "text": "有没有三千以下的降噪耳机"}
        finally:
            documents.drop()


def test_redis_keeps_a_value(redis_url: str) -> None:
    key = f"probe:{uuid.uuid4().hex}"
    with redis.Redis.from_url(redis_url, socket_timeout=5) as client:
        try:
            assert client.set(key, "降噪", nx=True)
            assert client.get(key) == "降噪".encode()
            assert not client.set(key, "again", nx=True)
        finally:
            client.delete(key)
