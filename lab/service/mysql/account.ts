/** Who may use the shop's database, and what is in its table before anybody orders. */
export const USER = 'shop';
export const PASSWORD = 'tea4two';
export const firstOrders = [
  { tea: 'green', cups: 2 },
  { tea: 'black', cups: 5 },
] as const;
