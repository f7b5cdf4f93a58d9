// npm run bench:frames: frames a second while stepping through twelve hosts on a slow processor.
import '../bench/frames/main';
