export default function Page() {
  return <p>The least that a Next page can be.</p>;
}
