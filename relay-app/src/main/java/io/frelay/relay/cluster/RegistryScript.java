package io.frelay.relay.cluster;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A Lua script that Redis runs in one step. Times are Redis' own, in milliseconds since 1970.
 *
 * @param text the script
 * @param hash what Redis knows it by, once it has seen it
 */
record RegistryScript(String text, String hash) {
  /**
   * A party arrives.
   *
   * <p>KEYS: its pairing key, the members. ARGV: prefix of keys, relay, id, side (0 or 1, by which
   * of the two names it has), age and time left in ms, 1 if it can wait, then for its user and for
   * its party: field of the counts, limit, count at this relay. Answers {@code meets, relay, id,
   * entry, time left of it}, {@code waits}, {@code outdated}, {@code nobody} or {@code full}.
   */
  static final RegistryScript ARRIVE =
      of(
          """
          local now = redis.call('TIME')
          now = now[1] * 1000 + math.floor(now[2] / 1000)
          local live = {}
          local members = redis.call('HGETALL', KEYS[2])
          for i = 1, #members, 2 do
            if tonumber(string.match(members[i + 1], '^%d+')) > now then
              live[members[i]] = true
            end
          end
          local arrived = now - tonumber(ARGV[5])
          local entry = redis.call('GET', KEYS[1])
          local side, since, relay, id
          if entry then
            side, since, relay, id = string.match(entry, '^(%d) (%d+) (%S+) (%d+)$')
            if not live[relay] then
              entry = false
            end
          end
          if not (entry and relay == ARGV[2] and id == ARGV[3]) then
            for i = 8, 11, 3 do
              local count = tonumber(ARGV[i + 2])
              for other in pairs(live) do
                if other ~= ARGV[2] then
                  count = count + tonumber(redis.call('HGET', ARGV[1] .. 'n:' .. other, ARGV[i]) or 0)
                end
              end
              if count > tonumber(ARGV[i + 1]) then
                return {'full'}
              end
            end
          end
          if entry and side ~= ARGV[4] then
            local left = redis.call('PTTL', KEYS[1])
            redis.call('DEL', KEYS[1])
            return {'meets', relay, id, entry, tostring(left)}
          end
          if ARGV[7] == '0' then
            return {'nobody'}
          end
          if entry and not (relay == ARGV[2] and id == ARGV[3]) then
            if tonumber(since) > arrived then
              return {'outdated'}
            end
            if relay ~= ARGV[2] then
              local inbox = ARGV[1] .. 'i:' .. relay
              redis.call('RPUSH', inbox, id)
              redis.call('PEXPIRE', inbox, 60000)
            end
          end
          redis.call('SET', KEYS[1],
            ARGV[4] .. ' ' .. string.format('%.0f', arrived) .. ' ' .. ARGV[2] .. ' ' .. ARGV[3],
            'PX', ARGV[6])
          return {'waits'}
          """);

  /** Waiters go. KEYS: their pairing keys. ARGV: relay, then the id for each. */
  static final RegistryScript LEAVE =
      of(
          """
          for i, key in ipairs(KEYS) do
            local entry = redis.call('GET', key)
            local mine = ' ' .. ARGV[1] .. ' ' .. ARGV[i + 1]
            if entry and string.sub(entry, -#mine) == mine then
              redis.call('DEL', key)
            end
          end
          return 'OK'
          """);

  /**
   * A relay renews its lease. KEYS: the members, its inbox, its counts. ARGV: relay, addresses,
   * lease in ms, number of this beat, then field and count of each count that has changed. Answers
   * its previous beat or an empty text, the server's run id, the ids in its inbox, and the live
   * members with their addresses.
   */
  static final RegistryScript BEAT =
      of(
          """
          local now = redis.call('TIME')
          now = now[1] * 1000 + math.floor(now[2] / 1000)
          local before = redis.call('HGET', KEYS[1], ARGV[1])
          before = before and string.match(before, '^%d+ (%d+) ') or ''
          redis.call('HSET', KEYS[1], ARGV[1],
            string.format('%.0f', now + ARGV[3]) .. ' ' .. ARGV[4] .. ' ' .. ARGV[2])
          redis.call('PEXPIRE', KEYS[1], ARGV[3] * 12)
          for i = 5, #ARGV, 2 do
            if ARGV[i + 1] == '0' then
              redis.call('HDEL', KEYS[3], ARGV[i])
            else
              redis.call('HSET', KEYS[3], ARGV[i], ARGV[i + 1])
            end
          end
          redis.call('PEXPIRE', KEYS[3], ARGV[3])
          local inbox = redis.call('LRANGE', KEYS[2], 0, -1)
          redis.call('DEL', KEYS[2])
          local live = {}
          local members = redis.call('HGETALL', KEYS[1])
          for i = 1, #members, 2 do
            local till, address = string.match(members[i + 1], '^(%d+) %d+ (.*)$')
            if tonumber(till) > now then
              table.insert(live, members[i])
              table.insert(live, address)
            else
              redis.call('HDEL', KEYS[1], members[i])
            end
          end
          local server = redis.pcall('INFO', 'server')
          local run = type(server) == 'string' and string.match(server, 'run_id:(%w+)') or ''
          return {before, run, inbox, live}
          """);

  /** Puts an entry back. KEYS: the pairing key. ARGV: the entry, time left of it in ms. */
  static final RegistryScript GIVE_BACK =
      of(
          """
          redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2], 'NX')
          return 'OK'
          """);

  /** A relay goes. KEYS: the members, its inbox, its counts. ARGV: relay. */
  static final RegistryScript GOODBYE =
      of(
          """
          redis.call('HDEL', KEYS[1], ARGV[1])
          redis.call('DEL', KEYS[2], KEYS[3])
          return 'OK'
          """);

  private static RegistryScript of(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return new RegistryScript(text, HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  Request byHash(List<String> keys, List<String> arguments) {
    return request(Command.EVALSHA, hash, keys, arguments);
  }

  Request byText(List<String> keys, List<String> arguments) {
    return request(Command.EVAL, text, keys, arguments);
  }

  private static Request request(
      Command command, String script, List<String> keys, List<String> arguments) {
    Request request = Request.cmd(command).arg(script).arg(keys.size());
    keys.forEach(request::arg);
    arguments.forEach(request::arg);
    return request;
  }
}
