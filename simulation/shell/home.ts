/** Home directories of the course's hosts. */
export function homeOf(user: string): string {
  return user === 'root' ? '/root' : `/home/${user}`;
}
