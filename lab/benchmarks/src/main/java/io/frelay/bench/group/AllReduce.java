package io.frelay.bench.group;

import io.frelay.bench.group.Pairs.Member;
import java.util.Locale;

/** Algorithms for the sum of a value of each party, known to all: those that MPI libraries have. */
enum AllReduce {
  /** Everybody sends all to everybody: 1 step, n - 1 values over each line. */
  FLAT {
    @Override
    double[] run(Member self, double[] own) throws Exception {
      for (int i = 1; i < self.size; i++) {
        self.send((self.rank + i) % self.size, own);
      }
      double[] sum = own.clone();
      for (int i = 1; i < self.size; i++) {
        add(sum, 0, self.receive((self.rank + i) % self.size));
      }
      return sum;
    }
  },
  /** To the first party along a binomial tree, and back: 2 log n steps. */
  TREE {
    @Override
    double[] run(Member self, double[] own) throws Exception {
      double[] sum = own.clone();
      int bit = 1;
      for (; bit < self.size && (self.rank & bit) == 0; bit <<= 1) {
        if (self.rank + bit < self.size) {
          add(sum, 0, self.receive(self.rank + bit));
        }
      }
      if (self.rank != 0) {
        self.send(self.rank - bit, sum);
        sum = self.receive(self.rank - bit);
      }
      for (bit >>= 1; bit > 0; bit >>= 1) {
        if (self.rank + bit < self.size) {
          self.send(self.rank + bit, sum);
        }
      }
      return sum;
    }
  },
  /** With partners at distances of powers of two: log n steps, or 2 more if n is none. */
  DOUBLING {
    @Override
    double[] run(Member self, double[] own) throws Exception {
      int power = Integer.highestOneBit(self.size);
      if (self.rank >= power) {
        self.send(self.rank - power, own);
        return self.receive(self.rank - power);
      }
      boolean hasExtra = self.rank + power < self.size;
      double[] sum = own.clone();
      if (hasExtra) {
        add(sum, 0, self.receive(self.rank + power));
      }
      for (int bit = 1; bit < power; bit <<= 1) {
        self.send(self.rank ^ bit, sum);
        add(sum, 0, self.receive(self.rank ^ bit));
      }
      if (hasExtra) {
        self.send(self.rank + power, sum);
      }
      return sum;
    }
  },
  /** Blocks along a ring, twice: 2 (n - 1) steps, about 2 values over each line. */
  RING {
    @Override
    double[] run(Member self, double[] own) throws Exception {
      int next = (self.rank + 1) % self.size;
      int last = (self.rank + self.size - 1) % self.size;
      double[] sum = own.clone();
      for (int step = 0; step < 2 * (self.size - 1); step++) {
        int out = Math.floorMod(self.rank - step, self.size);
        int in = Math.floorMod(self.rank - step - 1, self.size);
        self.send(next, sum, start(self, out, own), start(self, out + 1, own));
        double[] block = self.receive(last);
        if (step < self.size - 1) {
          add(sum, start(self, in, own), block);
        } else {
          System.arraycopy(block, 0, sum, start(self, in, own), block.length);
        }
      }
      return sum;
    }
  },
  /** A block to each, and each its sum to all: 2 steps, about 2 values over each line. */
  BLOCKS {
    @Override
    double[] run(Member self, double[] own) throws Exception {
      double[] sum = own.clone();
      for (int i = 1; i < self.size; i++) {
        int to = (self.rank + i) % self.size;
        self.send(to, own, start(self, to, own), start(self, to + 1, own));
      }
      int from = start(self, self.rank, own);
      for (int i = 1; i < self.size; i++) {
        add(sum, from, self.receive((self.rank + i) % self.size));
      }
      for (int i = 1; i < self.size; i++) {
        self.send((self.rank + i) % self.size, sum, from, start(self, self.rank + 1, own));
      }
      for (int i = 1; i < self.size; i++) {
        int rank = (self.rank + i) % self.size;
        double[] block = self.receive(rank);
        System.arraycopy(block, 0, sum, start(self, rank, own), block.length);
      }
      return sum;
    }
  };

  /** Returns the sum at this party. */
  abstract double[] run(Member self, double[] own) throws Exception;

  private static int start(Member self, int block, double[] value) {
    return (int) ((long) value.length * block / self.size);
  }

  private static void add(double[] to, int from, double[] more) {
    for (int i = 0; i < more.length; i++) {
      to[from + i] += more[i];
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
