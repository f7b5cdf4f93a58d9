/** Hands a text, or bytes, to the browser as a file to save. */
export function saveFile(name: string, content: BlobPart, type = 'application/json'): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the data by then; until the page is left it would be kept twice.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
