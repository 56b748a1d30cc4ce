/** A worker that dies of an error at its start. */
throw new Error('scripted error at start');
