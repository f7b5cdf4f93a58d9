/** LAB_ADMIN_TOKEN of the server under test. */
export const operatorToken = 'token-of-the-server-under-test';
