/** Runs once when the server starts. The lab itself starts when somebody first needs it. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { installConnectionFacts } = await import('./lab/connection-facts');
  installConnectionFacts();
}
