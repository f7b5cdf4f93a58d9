import { Box, Cpu, Laptop, Router, Server, Smartphone } from 'lucide-react';
import type { HostSpec } from '@/contract/scenario';

const icons = {
  laptop: Laptop,
  phone: Smartphone,
  server: Server,
  router: Router,
  container: Box,
  device: Cpu,
};

/** The shape of a host's kind; the word stands beside it or in its form. */
export function KindIcon({ kind }: { kind: HostSpec['kind'] }) {
  const Icon = icons[kind];
  return <Icon size={17} aria-hidden />;
}
