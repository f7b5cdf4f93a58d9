/** Redis and its client. */
import type { Program } from '../../host/program';
import { redisServer } from '../../program/redis/redis-server';
import { redisCli } from '../../shell/commands/redis-cli';

export const redisPrograms: readonly Program[] = [redisCli, redisServer];
