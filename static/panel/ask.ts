/** What the panel answers there as JSON; null when it does not, or says no. */
export async function ask(address: string): Promise<unknown> {
  try {
    const answer = await fetch(address, { headers: { 'hx-request': 'true' } });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
