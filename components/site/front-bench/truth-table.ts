import type { Bind, CallerId, Guess } from '@/content/messages/front-bench';

/** All nine results, for pages that cannot compute them. A test holds them to the simulation. */
export const frontTruth: Record<Bind, Record<CallerId, Guess>> = {
  '127.0.0.1': { 'laptop-loopback': 'answers', 'laptop-own': 'refused', 'phone-own': 'refused' },
  '0.0.0.0': { 'laptop-loopback': 'answers', 'laptop-own': 'answers', 'phone-own': 'answers' },
  '192.168.1.20': { 'laptop-loopback': 'refused', 'laptop-own': 'answers', 'phone-own': 'answers' },
};
