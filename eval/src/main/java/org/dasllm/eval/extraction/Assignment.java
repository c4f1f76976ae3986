package org.dasllm.eval.extraction;

import java.util.Arrays;

/** Pairs the rows of a table of scores with its columns so that the sum of the scores is greatest. */
final class Assignment {
    /** Beyond this many rows or columns pairs are taken greedily: the exact way grows with the third power. */
    private static final int MOST_EXACT = 64;

    private static final int NONE = -1;

    private Assignment() {}

    /**
     * As many pairs as the smaller side has members.
     *
     * @param scores one row for each element of the first side, 0 or more each
     * @param columns of every row
     * @return the column of each row; −1 where it has none
     */
    static int[] best(int[][] scores, int columns) {
        int rows = scores.length;
        int[] partner = new int[rows];
        Arrays.fill(partner, NONE);
        if (rows == 0 || columns == 0) {
            return partner;
        }
        if (rows > MOST_EXACT || columns > MOST_EXACT) {
            greedy(scores, columns, partner);
        } else if (rows <= columns) {
            hungarian(scores, columns, partner);
        } else {
            int[] mirrored = new int[columns];
            Arrays.fill(mirrored, NONE);
            hungarian(transposed(scores, columns), rows, mirrored);
            for (int j = 0; j < columns; j++) {
                partner[mirrored[j]] = j;
            }
        }
        return partner;
    }

    private static int[][] transposed(int[][] scores, int columns) {
        int[][] turned = new int[columns][scores.length];
        for (int i = 0; i < scores.length; i++) {
            for (int j = 0; j < columns; j++) {
                turned[j][i] = scores[i][j];
            }
        }
        return turned;
    }

    /** Each row in turn takes the best column that is free, the first of several. */
    private static void greedy(int[][] scores, int columns, int[] partner) {
        boolean[] taken = new boolean[columns];
        for (int i = 0; i < scores.length; i++) {
            int best = NONE;
            for (int j = 0; j < columns; j++) {
                if (!taken[j] && (best == NONE || scores[i][j] > scores[i][best])) {
                    best = j;
                }
            }
            if (best != NONE) {
                taken[best] = true;
                partner[i] = best;
            }
        }
    }

    /**
     * The Hungarian method with shortest augmenting paths (Kuhn 1955, Naval Research Logistics 2:83; Jonker, Volgenant 1987,
     * Computing 38:325), for at most as many rows as columns. Rows and columns count from 1; column 0 is where a path begins.
     */
    private static void hungarian(int[][] scores, int columns, int[] partner) {
        int rows = scores.length;
        int[] rowPotential = new int[rows + 1];
        int[] columnPotential = new int[columns + 1];
        int[] rowOf = new int[columns + 1];
        for (int row = 1; row <= rows; row++) {
            int[] reached = new int[columns + 1];
            Arrays.fill(reached, Integer.MAX_VALUE);
            int[] from = new int[columns + 1];
            boolean[] visited = new boolean[columns + 1];
            rowOf[0] = row;
            int column = 0;
            while (rowOf[column] != 0) {
                visited[column] = true;
                int current = rowOf[column];
                int nearest = 0;
                int least = Integer.MAX_VALUE;
                for (int j = 1; j <= columns; j++) {
                    if (!visited[j]) {
                        int cost = -scores[current - 1][j - 1] - rowPotential[current] - columnPotential[j];
                        if (cost < reached[j]) {
                            reached[j] = cost;
                            from[j] = column;
                        }
                        if (reached[j] < least) {
                            least = reached[j];
                            nearest = j;
                        }
                    }
                }
                for (int j = 0; j <= columns; j++) {
                    if (visited[j]) {
                        rowPotential[rowOf[j]] += least;
                        columnPotential[j] -= least;
                    } else if (reached[j] != Integer.MAX_VALUE) {
                        reached[j] -= least;
                    }
                }
                column = nearest;
            }
            while (column != 0) {
                int previous = from[column];
                rowOf[column] = rowOf[previous];
                column = previous;
            }
        }
        for (int j = 1; j <= columns; j++) {
            if (rowOf[j] != 0) {
                partner[rowOf[j] - 1] = j - 1;
            }
        }
    }
}
