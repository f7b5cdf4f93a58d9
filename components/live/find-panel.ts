/** The panels, each fetched when it is asked for. Apart from their loaders, which every lesson carries. */
export const findPanel = {
  live: async () => (await import('./live-panel')).LivePanel,
  services: async () => (await import('./services/services-panel')).ServicesPanel,
  twin: async () => (await import('./twin/twin-panel')).TwinPanel,
  site: async () => (await import('./site-service')).SiteService,
};
