/**
 * Every errno of the simulated kernel in a human sentence, with the next thing to try, and the
 * exact strings people paste into a search box. Numbers are Linux's (errno(3)).
 */

export type ErrorWords = {
  /** Linux's number. */
  number: number;
  /** strerror(3)'s text, as every tool prints it. */
  text: string;
  means: string;
  next: string;
  /** The same errno means something else from these calls. */
  from?: Record<string, { means: string; next: string }>;
  /** Lines that programs print for it. */
  search: string[];
};

export const errors: Record<string, ErrorWords> = {
  ECONNREFUSED: {
    number: 111,
    text: 'Connection refused',
    means: 'Nobody listens at that address and port, or a firewall rejects the call.',
    next: 'On the server, run ss -tlnp and compare its address and port with the ones you dialled.',
    search: [
      'connect: Connection refused',
      'ConnectionRefusedError: [Errno 111] Connection refused',
      'Error: connect ECONNREFUSED 127.0.0.1:8000',
      'nc: connect to 192.168.1.20 port 8000 (tcp) failed: Connection refused',
      'ERR_CONNECTION_REFUSED',
    ],
  },
  EADDRINUSE: {
    number: 98,
    text: 'Address already in use',
    means: 'Another socket already holds this protocol, address and port.',
    next: 'Find its owner with ss -tlnp, then stop that program or choose another port.',
    search: [
      'OSError: [Errno 98] Address already in use',
      'Error: That port is already in use.',
      'Error: listen EADDRINUSE: address already in use :::8000',
      'nc: Address already in use',
      'bind() to 0.0.0.0:80 failed (98: Address already in use)',
    ],
  },
  EADDRNOTAVAIL: {
    number: 99,
    text: 'Cannot assign requested address',
    means: 'The address does not belong to this host.',
    next: 'See which addresses are yours with ip -br addr, and bind one of them.',
    from: {
      connect: {
        means: 'The kernel found no free client port for a connection to that server.',
        next: 'Count the connections with ss -tan, and wait for those in TIME-WAIT to end.',
      },
    },
    search: [
      'OSError: [Errno 99] Cannot assign requested address',
      "Error: That IP address can't be assigned to.",
      'Error: listen EADDRNOTAVAIL: address not available',
    ],
  },
  EACCES: {
    number: 13,
    text: 'Permission denied',
    means: 'This user may not do that.',
    next: 'Check who you are with whoami, and who owns the thing you want to change.',
    from: {
      bind: {
        means: 'Ports below 1024 are kept for privileged programs on this host.',
        next: 'Choose a port from 1024 up, or start the program with sudo if it is made for that.',
      },
    },
    search: [
      'nc: Permission denied',
      "Error: You don't have permission to access that port.",
      'PermissionError: [Errno 13] Permission denied',
      'Error: listen EACCES: permission denied 0.0.0.0:80',
    ],
  },
  ETIMEDOUT: {
    number: 110,
    text: 'Connection timed out',
    means: 'The kernel asked again and again, and nothing came back.',
    next: 'Check the address, then the firewalls on the way; then look for a full accept queue with ss -tln.',
    search: [
      'TimeoutError: [Errno 110] Connection timed out',
      'connect: Connection timed out',
      'Error: connect ETIMEDOUT 192.168.1.20:8000',
      'ERR_CONNECTION_TIMED_OUT',
    ],
  },
  ECONNRESET: {
    number: 104,
    text: 'Connection reset by peer',
    means: 'The other side broke off a connection that had already begun.',
    next: 'Read the log of the server: it crashed, or closed while data was still unread.',
    search: [
      'ConnectionResetError: [Errno 104] Connection reset by peer',
      'curl: (56) Recv failure: Connection reset by peer',
      'Error: read ECONNRESET',
      'ERR_CONNECTION_RESET',
    ],
  },
  EHOSTUNREACH: {
    number: 113,
    text: 'No route to host',
    means: 'No machine on that network answers to this address.',
    next: 'Check the address for a slip, and whether the machine is switched on.',
    search: [
      'connect: No route to host',
      'OSError: [Errno 113] No route to host',
      'Error: connect EHOSTUNREACH',
      'ERR_ADDRESS_UNREACHABLE',
    ],
  },
  ENETUNREACH: {
    number: 101,
    text: 'Network is unreachable',
    means: 'This host knows no way to that network; no packet left it.',
    next: 'Look at your own addresses with ip -br addr: is a network connected at all?',
    search: [
      'connect: Network is unreachable',
      'OSError: [Errno 101] Network is unreachable',
      'nc: connect to 8.8.8.8 port 53 (tcp) failed: Network is unreachable',
    ],
  },
  EPIPE: {
    number: 32,
    text: 'Broken pipe',
    means: 'The program wrote to a connection that is already over.',
    next: 'The reader is gone. Look for the moment when it closed, or was reset, earlier in the timeline.',
    search: ['BrokenPipeError: [Errno 32] Broken pipe', 'Broken pipe'],
  },
  ENOTCONN: {
    number: 107,
    text: 'Transport endpoint is not connected',
    means: 'This socket has no other end to talk to.',
    next: 'Connect it first. On a server, talk through the socket that accept() gave you, not through the listener.',
    search: ['OSError: [Errno 107] Transport endpoint is not connected'],
  },
  EISCONN: {
    number: 106,
    text: 'Transport endpoint is already connected',
    means: 'This socket already has its other end.',
    next: 'A connection is for one partner. Make a new socket for the next one.',
    search: ['OSError: [Errno 106] Transport endpoint is already connected'],
  },
  EINVAL: {
    number: 22,
    text: 'Invalid argument',
    means: 'The kernel cannot do that with this value, or in this state of the socket.',
    next: 'Check the order of the calls and the values you gave.',
    from: {
      accept: {
        means: 'This socket does not listen, so nothing can wait at it.',
        next: 'Call listen() before accept().',
      },
      bind: {
        means: 'This socket already has an address.',
        next: 'A socket is bound once. Close it and make a new one for another address.',
      },
      listen: {
        means: 'A socket that is connected cannot become a listener.',
        next: 'Make a new socket, bind it, and let that one listen.',
      },
    },
    search: ['OSError: [Errno 22] Invalid argument'],
  },
  EBADF: {
    number: 9,
    text: 'Bad file descriptor',
    means: 'The program has no open socket or file under that number.',
    next: 'It was closed earlier, or never opened. Follow the descriptor back along the timeline.',
    search: ['OSError: [Errno 9] Bad file descriptor'],
  },
  ENOTSOCK: {
    number: 88,
    text: 'Socket operation on non-socket',
    means: 'That descriptor is a file or a terminal, not a socket.',
    next: 'Check which descriptor the call was given.',
    search: ['Socket operation on non-socket'],
  },
  EOPNOTSUPP: {
    number: 95,
    text: 'Operation not supported',
    means: 'This kind of socket cannot do that.',
    next: 'Listening and accepting are for TCP. A UDP socket receives as soon as it is bound.',
    search: ['OSError: [Errno 95] Operation not supported'],
  },
  EAFNOSUPPORT: {
    number: 97,
    text: 'Address family not supported by protocol',
    means: 'The address is of the other family: IPv6 on an IPv4 socket, or the reverse.',
    next: 'Use an address such as 127.0.0.1 with IPv4, and ::1 with IPv6.',
    search: ['Address family not supported by protocol'],
  },
  EAGAIN: {
    number: 11,
    text: 'Resource temporarily unavailable',
    means: 'There is nothing to read yet, and the program asked not to wait.',
    next: 'Nothing is broken. Wait for data, or let the call block.',
    search: ['BlockingIOError: [Errno 11] Resource temporarily unavailable'],
  },
  EINPROGRESS: {
    number: 115,
    text: 'Operation now in progress',
    means: 'The handshake has begun, and the program chose not to wait for it.',
    next: 'The result comes later. In nc’s message “timed out: Operation now in progress” it never came.',
    search: ['timed out: Operation now in progress'],
  },
  EALREADY: {
    number: 114,
    text: 'Operation already in progress',
    means: 'This socket is still busy with its first connect().',
    next: 'Wait for that to end before you connect again.',
    search: ['Operation already in progress'],
  },
  EINTR: {
    number: 4,
    text: 'Interrupted system call',
    means: 'A signal woke the program before its call had ended.',
    next: 'This is normal with Ctrl-C. The program decides what to do next.',
    search: ['Interrupted system call'],
  },
  ECONNABORTED: {
    number: 103,
    text: 'Software caused connection abort',
    means: 'The waiting connection was cut off before the program accepted it.',
    next: 'Accept the next one. The client had given up.',
    search: ['Software caused connection abort'],
  },
  EDESTADDRREQ: {
    number: 89,
    text: 'Destination address required',
    means: 'A UDP socket without a partner has to be told where each datagram goes.',
    next: 'Give an address with the data, or connect the socket first.',
    search: ['Destination address required'],
  },
  EMSGSIZE: {
    number: 90,
    text: 'Message too long',
    means: 'One datagram cannot carry that many bytes.',
    next: 'Send it in smaller pieces.',
    search: ['OSError: [Errno 90] Message too long'],
  },
  ENOBUFS: {
    number: 105,
    text: 'No buffer space available',
    means: 'The kernel has no memory left for this socket.',
    next: 'Let the program read or close some of its sockets.',
    search: ['No buffer space available'],
  },
  ENOPROTOOPT: {
    number: 92,
    text: 'Protocol not available',
    means: 'This socket does not know that option.',
    next: 'Check the option’s name and the kind of socket.',
    search: ['Protocol not available'],
  },
  EPERM: {
    number: 1,
    text: 'Operation not permitted',
    means: 'Only a privileged user, or the owner, may do that.',
    next: 'If it is yours to do, put sudo in front of the command.',
    search: ['Operation not permitted'],
  },
  ESRCH: {
    number: 3,
    text: 'No such process',
    means: 'No process has that number any more.',
    next: 'List the ones there are with ps aux or ss -tlnp.',
    search: ['No such process'],
  },
  ECHILD: {
    number: 10,
    text: 'No child processes',
    means: 'There is no started process left to wait for.',
    next: 'Nothing to mend: they have all ended.',
    search: ['No child processes'],
  },
  ENOENT: {
    number: 2,
    text: 'No such file or directory',
    means: 'There is no file of that name at that place.',
    next: 'See where you are with pwd and what is there with ls.',
    search: ['No such file or directory', "can't open file '/home/you/manage.py'"],
  },
  EEXIST: {
    number: 17,
    text: 'File exists',
    means: 'Something of that name is already there.',
    next: 'Choose another name.',
    search: ['File exists'],
  },
  EISDIR: {
    number: 21,
    text: 'Is a directory',
    means: 'That is a directory where a file is wanted.',
    next: 'Name a file inside it.',
    search: ['Is a directory'],
  },
  ENOTDIR: {
    number: 20,
    text: 'Not a directory',
    means: 'Part of the path is a file, so nothing can be inside it.',
    next: 'Check the path piece by piece with ls.',
    search: ['Not a directory'],
  },
  ENOTEMPTY: {
    number: 39,
    text: 'Directory not empty',
    means: 'The directory still holds something.',
    next: 'Look inside it with ls.',
    search: ['Directory not empty'],
  },
  ENOEXEC: {
    number: 8,
    text: 'Exec format error',
    means: 'That file is not a program this machine can run.',
    next: 'Start it with the program that reads it, for example python3 and the file’s name.',
    search: ['Exec format error'],
  },
};

/** What `errno` means when `call` returns it, and the next thing to try. Any errno has an answer. */
export function explainErrno(errno: string, call?: string): { means: string; next: string } {
  const words = errors[errno];
  if (!words)
    return {
      means: `The kernel refused with ${errno}.`,
      next: `Search the manual page of ${call ?? 'the call'} for ${errno}.`,
    };
  return (call && words.from?.[call]) || { means: words.means, next: words.next };
}
